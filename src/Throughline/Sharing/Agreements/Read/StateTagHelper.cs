using Microsoft.AspNetCore.Razor.TagHelpers;
using Throughline.Ui.Components;
using Throughline.Ui.TagHelpers;

namespace Throughline.Sharing.Agreements.Read;

/// <summary>Where an agreement stands, as a word on a tinted block: <c>&lt;tl-state of="Model.State" /&gt;</c>.</summary>
[HtmlTargetElement("tl-state", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StateTagHelper : ComponentTagHelper
{
    public AgreementState Of { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var colour = Of switch { AgreementState.Draft => "grey", AgreementState.Signing => "yellow", AgreementState.InForce => "green", AgreementState.Ended => "grey", _ => "grey" };
        Replace(output, Tag.Render(new() { Text = Of.Words(), Classes = "govuk-tag--" + colour }));
    }
}

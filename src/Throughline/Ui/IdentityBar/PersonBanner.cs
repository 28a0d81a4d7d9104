namespace Throughline.Ui.IdentityBar;

/// <summary>Something that holds for every page about the person for a while, with where it is changed: under the identity bar.</summary>
public sealed record PersonBanner(string Words, string LinkText, string Url)
{
    /// <summary>The key in <c>ViewData</c> under which a page leaves it for the layout.</summary>
    public const string Key = "PersonBanner";
}

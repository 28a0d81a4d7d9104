using Microsoft.AspNetCore.Mvc.ModelBinding;
using Throughline.Platform;

namespace Throughline.Selection;

/// <summary>A rule and the field of the form that answers it, so that a page can show the sentence where it belongs.</summary>
public sealed record FieldRule(string Field, Rule Rule);

public static class FieldRules
{
    /// <summary>For acts: the first rule that does not hold stops the act.</summary>
    public static void Check(this IEnumerable<FieldRule> rules)
    {
        foreach (var rule in rules)
            rule.Rule.Check();
    }

    /// <summary>For pages: every rule that does not hold becomes the error of its field.</summary>
    public static bool ShowIn(this IEnumerable<FieldRule> rules, ModelStateDictionary form, string prefix = "")
    {
        foreach (var rule in rules.Where(rule => !rule.Rule.Holds))
            form.AddModelError(rule.Field.Length == 0 ? "" : prefix + rule.Field, rule.Rule.Sentence);
        return form.IsValid;
    }
}

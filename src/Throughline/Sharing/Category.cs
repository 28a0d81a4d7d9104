namespace Throughline.Sharing;

/// <summary>The kinds of information that agreements speak of. The two sealed ones are in no clause: they have tables, a role and a key of their own.</summary>
public static class Category
{
    public static readonly IReadOnlyList<string> All =
    [
        "identity", "contact details", "offending", "custody and dates", "supervision", "risk", "needs", "health", "treatment", "drug test", "intelligence", "tag location",
        "family and children", "equality", "plan", "contacts and attendance", "meeting", "finance",
    ];

    public static readonly IReadOnlyList<string> Sealed = ["victim", "protected address"];

    public static bool IsSealed(string category) => Sealed.Contains(category);
}

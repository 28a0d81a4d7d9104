using System.Globalization;
using System.Text.Json;

namespace Throughline.Statistics.Tests;

/// <summary>The reference data and R's answers.</summary>
internal static class PoolReference
{
    internal static readonly string[][] Rows = [.. Text("pool.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(','))];

    internal static readonly JsonElement Answers = JsonDocument.Parse(Text("pool-logistic.json")).RootElement;

    internal static bool[] Treated => [.. Rows.Skip(1).Select(r => r[0] == "1")];

    private static readonly string[] Factors = ["area", "offence"];

    /// <summary>The columns of the model in the order of R's coefficients, factors as indicators.</summary>
    internal static double[][] Columns =>
        [.. Answers.GetProperty("names").EnumerateArray().Skip(1).Select(n => Column(n.GetString()!))];

    private static double[] Column(string name)
    {
        var at = Array.IndexOf(Rows[0], name);
        if (at >= 0)
            return [.. Rows.Skip(1).Select(r => double.Parse(r[at], CultureInfo.InvariantCulture))];
        var factor = Factors.Single(f => name.StartsWith(f, StringComparison.Ordinal));
        at = Array.IndexOf(Rows[0], factor);
        return [.. Rows.Skip(1).Select(r => r[at] == name[factor.Length..] ? 1.0 : 0.0)];
    }

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(PoolReference).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

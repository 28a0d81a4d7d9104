using System.Text.RegularExpressions;
using System.Xml;
using Shouldly;
using Throughline.Platform;
using Throughline.Tests.House;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>No pattern can be made to run for ever, and no XML can bring a document type (ASVS 1.3.12, 1.5.1).</summary>
public sealed partial class ParserRulesTests
{
    private static readonly Lazy<IReadOnlyList<(string Path, string Text)>> Source = new(() => [.. Checkout.Files("src", ".cs")]);

    [Fact]
    public void Patterns_All_AreNonBacktrackingOrHaveATimeOut()
    {
        var found = Source.Value.SelectMany(file => Uses(file.Text).Select(use => (file.Path, Use: use))).ToList();
        found.Count.ShouldBeGreaterThan(2, "the patterns of the program were not found");
        found.Where(one => !IsBounded(one.Use)).Select(one => $"{one.Path}: {one.Use}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("new Regex(pattern)", false)]
    [InlineData("new Regex(\"a+\", RegexOptions.IgnoreCase)", false)]
    [InlineData("[GeneratedRegex(\"(a+)+$\")]", false)]
    [InlineData("Regex.IsMatch(text, \"(a+)+$\")", false)]
    [InlineData("new Regex(pattern, RegexOptions.NonBacktracking)", true)]
    [InlineData("[GeneratedRegex(\"a\", RegexOptions.None, matchTimeoutMilliseconds: 200)]", true)]
    [InlineData("[GeneratedRegex(@\"a (\\d+)\", RegexOptions.None, 1000)]", true)]
    public void Pattern_Planted_IsJudged(string use, bool isBounded) => Uses(use).ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => IsBounded(one).ShouldBe(isBounded));

    [Fact]
    public void Patterns_OfOthersInTheProcess_HaveATimeOut()
    {
        AppContext.GetData(RegexTimeout.Setting).ShouldBe(RegexTimeout.Longest, "a TimeSpan, or the runtime does not take it");
        RegexTimeout.Longest.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Xml_IsReadInOnePlaceOnly()
    {
        Source.Value.Where(file => file.Path != "Throughline/Platform/SafeXml.cs" && XmlUse().IsMatch(file.Text)).Select(file => file.Path).ShouldBeEmpty();
        var factory = Source.Value.Single(file => file.Path == "Throughline/Platform/SafeXml.cs").Text;
        factory.ShouldContain("DtdProcessing.Prohibit");
        factory.ShouldContain("XmlResolver = null");
    }

    [Theory]
    [InlineData("XmlReader.Create(", "")]
    [InlineData("XDocument.Parse", "(System.String)")]
    [InlineData("XElement.Parse", "(System.String)")]
    [InlineData("XElement.Load", "(System.IO.Stream)")]
    [InlineData("System.Xml.XmlDocument", "")]
    [InlineData("XmlSerializer", "")]
    [InlineData("Regex.IsMatch", "(System.String,System.String)")]
    [InlineData("Regex.#ctor", "(System.String)")]
    [InlineData("BinaryFormatter", "")]
    public void Symbol_Dangerous_IsBannedByTheAnalyser(string symbol, string overload) => Checkout.Read("BannedSymbols.txt").ShouldContain(symbol + overload);

    [Theory]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>""")]
    [InlineData("""<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>""")]
    [InlineData("""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;]><x/>""")]
    public void SafeXml_DocumentType_IsRefused(string xml)
    {
        Should.Throw<XmlException>(() => SafeXml.Element(xml));
        Should.Throw<XmlException>(() =>
        {
            using var reader = SafeXml.Reader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(xml)));
            while (reader.Read())
            {
                // to the end
            }
        });
    }

    private static IEnumerable<string> Uses(string text) => Use().Matches(text).Select(match => match.Value);

    private static bool IsBounded(string use) => use.Contains("NonBacktracking", StringComparison.Ordinal) || use.Contains("imeout", StringComparison.Ordinal) || NumberAtTheEnd().IsMatch(use);

    [GeneratedRegex(@"(\[GeneratedRegex\(|new Regex\(|Regex\.(IsMatch|Match|Matches|Replace|Split|Count|EnumerateMatches)\()[^\r\n]*", RegexOptions.NonBacktracking)]
    private static partial Regex Use();

    [GeneratedRegex(@", \d+\)\]", RegexOptions.NonBacktracking)]
    private static partial Regex NumberAtTheEnd();

    [GeneratedRegex(@"XmlReader\.Create|XDocument\.(Load|Parse)|XElement\.(Load|Parse)|new XmlDocument|XmlTextReader|XPathDocument|XmlSerializer", RegexOptions.NonBacktracking)]
    private static partial Regex XmlUse();
}

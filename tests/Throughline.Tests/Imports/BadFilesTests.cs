using System.Globalization;
using System.Text;
using Shouldly;
using Throughline.Platform;
using Throughline.Imports;
using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Throughline.Imports.Reading;
using Xunit;
using static Throughline.Tests.Imports.ImportTesting;

namespace Throughline.Tests.Imports;

public sealed class BadFilesTests
{
    private const string Header = "event_id,person_ref,kind,occurred_on,offence_code\n";

    [Fact]
    public void Check_Windows1252_NamesTheLineAndTheByte()
    {
        var bytes = Encoding.UTF8.GetBytes(Header + "E1,P1,arrest,2026-03-14,28E\nE2,P#,arrest,2026-03-14,28E\n");
        bytes[Array.IndexOf(bytes, (byte)'#')] = 0x92;
        var results = Check("police-events", bytes);
        results.Problem().ShouldStartWith("Line 3 holds the byte 0x92, which is not UTF-8 (in Windows-1252 it is “’”).");
        results.Problem().ShouldContain("CSV UTF-8");
        results.OfType<FileProblem>().Single().Line.ShouldBe(3);
        results.OfType<FileChecked>().ShouldBeEmpty();
    }

    [Fact]
    public void Check_Windows1252AfterTheFirstBlock_NamesTheLine()
    {
        var text = new StringBuilder(Header);
        for (var i = 0; i < 20_000; i++) text.Append(CultureInfo.InvariantCulture, $"E{i},P{i},arrest,2026-03-14,28E\n");
        var bytes = Encoding.UTF8.GetBytes(text.Append("Ex,P#,arrest,2026-03-14,28E\n").ToString());
        bytes[Array.IndexOf(bytes, (byte)'#')] = 0xE9;
        Check("police-events", bytes).Problem().ShouldStartWith("Line 20,002 holds the byte 0xE9, which is not UTF-8 (in Windows-1252 it is “é”).");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Check_Utf16_IsRefusedWithAdvice(bool bigEndian, bool mark)
    {
        var encoding = new UnicodeEncoding(bigEndian, mark);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(Header + "E1,P1,arrest,2026-03-14,28E\n")];
        Check("police-events", bytes).Problem().ShouldStartWith("The file is in UTF-16");
    }

    [Fact]
    public void Check_WrongDelimiter_SaysWhatTheFirstLineReads() =>
        Check("police-events", "event_id~person_ref~kind~occurred_on\nE1~P1~arrest~2026-03-14\n").Problem()
            .ShouldStartWith("No column name is recognised in the first line, which reads “event_id~person_ref~kind~occurred_on”. Cells parted by comma, semicolon, tab and bar were tried.");

    [Fact]
    public void Check_MissingAndRenamedColumns_AreNamedWithTheNearest()
    {
        var problem = Check("police-events", "eventid,person_reff,kind,date_occurred_on\nE1,P1,arrest,2026-03-14\n").Problem();
        problem.ShouldContain("2 required columns are missing");
        problem.ShouldContain("person_ref (did you mean “person_reff”?)");
        problem.ShouldContain("occurred_on (did you mean “date_occurred_on”?)");
    }

    [Fact]
    public void Check_HeadingsInOtherCapitalsSpacesAndOrder_AreMatched()
    {
        var results = Check("police-events", "Occurred On;KIND;Person-Ref;Event ID\n14/03/2026;Arrest;P1;E1\n");
        results.Good().Single().Key.ShouldBe("E1");
        results.Good().Single().Values[ImportProfiles.Find("police-events")!.IndexOf("occurred_on")].ShouldBe("2026-03-14");
    }

    [Fact]
    public void Check_SameColumnTwice_IsRefused() =>
        Check("police-events", "event_id,person_ref,kind,occurred_on,Kind\nE1,P1,arrest,2026-03-14,charge\n").Problem().ShouldContain("“kind” is there 2 times, as columns 3, 5");

    [Fact]
    public void Check_TwoColumnsMeaningOne_IsRefused() =>
        Check("police-events", "event_id,person_ref,kind,occurred_on,dob,date of birth\nE1,P1,arrest,2026-03-14,1990-01-01,1990-01-02\n").Problem().ShouldContain("both mean date_of_birth");

    [Fact]
    public void Check_UnknownColumns_AreLeftOutWithAWarning() =>
        Check("police-events", "event_id,person_ref,kind,occurred_on,Shoe size,Team\nE1,P1,arrest,2026-03-14,9,X\n").OfType<FileWarning>().First().Sentence
            .ShouldBe("2 columns are not part of police-events and were left out: “Shoe size”, “Team”.");

    [Theory]
    [InlineData("Clinical Notes")]
    [InlineData("free_text")]
    [InlineData("Comments")]
    [InlineData("primary diagnosis")]
    public void Check_ClinicalNotes_AreRefused(string heading)
    {
        var results = Check("drug-service", $"person_ref,record_id,kind,on,result,{heading}\nD1,R1,test,2026-03-14,negative,seen by doctor\n");
        results.Problem().ShouldContain("clinical notes must not be sent");
        results.Good().ShouldBeEmpty();
    }

    [Fact]
    public void Check_BadRow_GivesAllItsProblemsAtOnce()
    {
        var row = Check("police-events", Header.TrimEnd() + ",date_of_birth,postcode\nE1,,stolen,31/02/2026,28E,2031-01-01,ZZ99\n").Bad().Single();
        row.Line.ShouldBe(2);
        row.Problems.Select(p => p.Field).ShouldBe(["person_ref", "date_of_birth", "kind", "occurred_on", "postcode"]);
        row.Problems.Single(p => p.Field == "occurred_on").Sentence.ShouldBe("Line 2: occurred_on “31/02/2026” is not a real date. Expected a real date, as 2026-11-20 or 20/11/2026.");
        row.Problems.Single(p => p.Field == "date_of_birth").Sentence.ShouldContain("is after 2026-11-20");
        row.Row[ImportProfiles.Find("police-events")!.IndexOf("occurred_on")].ShouldBe("31/02/2026");
    }

    [Theory]
    [InlineData("29/02/2024", true)]
    [InlineData("29/02/2025", false)]
    [InlineData("2026-11-20", true)]
    [InlineData("2026-11-21", false)]
    [InlineData("2026-13-01", false)]
    [InlineData("1/3/2026", true)]
    [InlineData("2026-03-14T00:00:00", true)]
    [InlineData("03/14/2026", false)]
    [InlineData("14-Mar-2026", false)]
    [InlineData("20260314", false)]
    [InlineData("0000-00-00", false)]
    public void Check_Date_IsTakenOrSetAside(string date, bool good) =>
        Check("police-events", Header + $"E1,P1,arrest,{date},28E\n").Good().Count.ShouldBe(good ? 1 : 0);

    [Theory]
    [InlineData("2016-03-15", "under ten")]
    [InlineData("1899-12-31", "before 1900")]
    [InlineData("2026-03-15", "before the date of birth")]
    public void Check_BirthAndEvent_MustFit(string birth, string sentence) =>
        Check("police-events", "event_id,person_ref,kind,occurred_on,dob\n" + $"E1,P1,arrest,2026-03-14,{birth}\n").Bad().Single().Problems.ShouldContain(p => p.Sentence.Contains(sentence));

    [Fact]
    public void Check_TenOnTheDay_IsGood() =>
        Check("police-events", "event_id,person_ref,kind,occurred_on,dob\nE1,P1,arrest,2026-03-14,2016-03-14\n").Good().Count.ShouldBe(1);

    [Fact]
    public void Check_IntelligenceWithContent_IsSetAside() =>
        Check("police-events", Header + "E1,P1,intelligence,2026-03-14,28E\n").Bad().Single().Problems[0].Sentence.ShouldContain("flag only");

    [Fact]
    public void Check_DuplicateKeys_IdenticalCountedConflictingSetAside()
    {
        var results = Check("police-events", Header + "E1,P1,arrest,2026-03-14,28E\nE2,P1,arrest,2026-03-15,28E\nE1,P1,Arrest,14/03/2026,28E\nE2,P1,charge,2026-03-15,28E\n");
        results.Good().Select(g => g.Line).ShouldBe([2, 3]);
        var conflict = results.Bad().Single();
        (conflict.Line, conflict.ConflictsWithLine, conflict.Key).ShouldBe((5, 3, "E2"));
        results.End().ShouldBe(new FileChecked(4, 2, 1, 1, 0, 0, 5, null));
    }

    [Fact]
    public void Check_FormulaInjection_IsKeptAsTextAndNeutralisedOnExport()
    {
        var row = Check("police-events", "event_id,person_ref,kind,occurred_on,place\nE1,P1,arrest,2026-03-14,\"=HYPERLINK(\"\"http://x\"\")\"\n").Good().Single();
        var place = row.Values[ImportProfiles.Find("police-events")!.IndexOf("place")];
        place.ShouldBe("=HYPERLINK(\"http://x\")");
        CsvSafe.Neutralise(place).ShouldBe("'=HYPERLINK(\"http://x\")");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Check_TenMegabytesInOneCell_SetsAsideOneRowAndNoMore(bool quoted)
    {
        var q = quoted ? "\"" : "";
        var bytes = Encoding.UTF8.GetBytes(Header + $"E1,P1,arrest,2026-03-14,28E\nE2,P1,arrest,2026-03-14,{q}{new string('x', 10 * 1024 * 1024)}{q}\nE3,P1,arrest,2026-03-14,28E\n");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var results = Check("police-events", bytes);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 * 1024 * 1024);
        results.Good().Select(g => g.Line).ShouldBe([2, 4]);
        var bad = results.Bad().Single();
        (bad.Line, bad.Problems[0].Field).ShouldBe((3, "offence_code"));
        bad.Problems[0].Sentence.ShouldContain("10,485,760 characters");
        bad.Problems[0].Found.Length.ShouldBeLessThanOrEqualTo(200);
    }

    [Fact]
    public void Check_EmptyAndHeaderOnly_AreRefused()
    {
        Check("police-events", "").Problem().ShouldBe("The file is empty.");
        Check("police-events", "\uFEFF").Problem().ShouldBe("The file is empty.");
        Check("police-events", "\n\n\n").Problem().ShouldBe("The file is empty.");
        Check("police-events", Header).Problem().ShouldStartWith("The file has column names and no rows.");
    }

    [Fact]
    public void Check_EveryCut_NeverGivesARowThatWasNotSent()
    {
        var whole = Encoding.UTF8.GetBytes(Header + "E1,P1,arrest,2026-03-14,28E\nE2,\"P,é\",arrest,2026-03-15,28E\n");
        for (var cut = Encoding.UTF8.GetByteCount(Header) + 30; cut < whole.Length - 1; cut++)
        {
            var results = Check("police-events", whole[..cut]);
            // a cut inside the last cell cannot be told from a shorter code; the missing line end is said
            var told = results.OfType<FileWarning>().Any(w => w.Sentence.Contains("cut off")) || results.End().IncompleteBecause is not null || results.End().Rows == 1;
            told.ShouldBeTrue($"cut at {cut}");
        }
    }

    [Theory]
    [InlineData("E2,P1,arr", "the file stops in the middle of this row")]
    [InlineData("E2,\"P1,arrest", "never closed")]
    public void Check_CutInHalf_SetsAsideTheLastRowAndSaysSo(string last, string sentence)
    {
        var results = Check("police-events", Header + "E1,P1,arrest,2026-03-14,28E\n" + last);
        results.Good().Count.ShouldBe(1);
        results.Bad().Single().Problems[0].Sentence.ShouldContain(sentence);
        results.End().IncompleteBecause.ShouldNotBeNull();
    }

    [Fact]
    public void Check_GzipCutInHalf_IsRefused()
    {
        var text = new StringBuilder(Header);
        for (var i = 0; i < 5_000; i++) text.Append(CultureInfo.InvariantCulture, $"E{i},P{i * 7919 % 1000},arrest,2026-03-14,28E\n");
        var packed = Gzip(Encoding.UTF8.GetBytes(text.ToString()));
        Check("police-events", packed).End().Good.ShouldBe(5_000);
        Check("police-events", packed[..(packed.Length / 2)]).Problem().ShouldContain("cut off");
        Check("police-events", packed[..^8]).Problem().ShouldContain("cut off");
    }

    [Theory]
    [InlineData("E1,P1,arrest\n", "has 3 cells and the first line names 5")]
    [InlineData("E1,P1,arrest,2026-03-14,28E,extra\n", "has 6 cells")]
    [InlineData("E1,P1,arrest,2026-03-14,\"28E\"x\n", "after its closing quotation mark")]
    [InlineData("E1,P\01,arrest,2026-03-14,28E\n", "NUL")]
    public void Check_RowOfWrongForm_IsSetAside(string row, string sentence)
    {
        var results = Check("police-events", Header + row + "E9,P1,arrest,2026-03-14,28E\n");
        results.Bad().Single().Problems[0].Sentence.ShouldContain(sentence);
        results.Good().Single().Key.ShouldBe("E9");
    }

    [Fact]
    public void Check_ExtraBlankCells_AreNotAnError() => Check("police-events", Header + "E1,P1,arrest,2026-03-14,28E,,\n").Good().Count.ShouldBe(1);

    [Fact]
    public void Check_TooManyRows_IsRefused() =>
        Check("police-events", Header + "E1,P1,arrest,2026-03-14,28E\nE2,P1,arrest,2026-03-14,28E\n", null, Options with { Limits = new ReadLimits { MaxRows = 1 } }).Problem().ShouldContain("more than 1 rows");

    [Fact]
    public void Check_StartAfterLine_GivesOnlyLaterRowsAndStillKnowsEarlierKeys()
    {
        var file = Encoding.UTF8.GetBytes(Header + "E1,P1,arrest,2026-03-14,28E\nE2,P1,arrest,2026-03-14,28E\nE1,P1,charge,2026-03-14,28E\n");
        var results = Check("police-events", file, null, null, startAfterLine: 2);
        results.Good().Single().Key.ShouldBe("E2");
        results.Bad().Single().ConflictsWithLine.ShouldBe(2);
        results.End().Rows.ShouldBe(3);
    }

    [Fact]
    public void Recheck_CorrectedRow_IsTheRowItWouldHaveBeen()
    {
        var profile = ImportProfiles.Find("police-events")!;
        var good = Check("police-events", Header + "E1,P1,arrest,2026-03-14,28E\n").Good().Single();
        var bad = Check("police-events", Header + "E1,P1,arrest,2026-31-14,28E\n").Bad().Single();
        var fields = profile.Columns.Select((c, i) => (c.Name, Text: bad.Row[i])).ToDictionary(f => f.Name, f => f.Text);
        ImportFile.Recheck(profile, null, Options, 2, fields).ShouldBeOfType<QuarantinedRow>();
        fields["occurred_on"] = "14/03/2026";
        var again = ImportFile.Recheck(profile, null, Options, 2, fields).ShouldBeOfType<CheckedRow>();
        (again.Key, again.Hash, again.Line).ShouldBe((good.Key, good.Hash, good.Line));
    }

    [Fact]
    public void Check_Mapping_RenamesTranslatesAndFills()
    {
        var (mapping, problem) = ColumnMapping.Parse("""
            { "profile": "police-events",
              "columns": { "Occ No": "event_id", "Nominal": "person_ref", "Type": "kind", "When": "occurred_on" },
              "values": { "kind": { "ARR": "arrest", "CHG": "charge" } },
              "constants": { "detected_by": "Custody record" }, "dateFormats": ["dd-MMM-yyyy"], "leftOut": ["Spare"] }
            """);
        problem.ShouldBeNull();
        var results = Check("police-events", "Occ No,Nominal,Type,When,Spare\n1,P1,arr,14-Mar-2026,x\n", mapping);
        results.OfType<FileWarning>().ShouldBeEmpty();
        var row = results.Good().Single();
        var profile = ImportProfiles.Find("police-events")!;
        row.Values[profile.IndexOf("kind")].ShouldBe("arrest");
        row.Values[profile.IndexOf("occurred_on")].ShouldBe("2026-03-14");
        row.Values[profile.IndexOf("detected_by")].ShouldBe("Custody record");
    }

    [Theory]
    [InlineData("""{ "columns": { "a": "no_such" } }""", "no_such")]
    [InlineData("""{ "profile": "em-tags" }""", "is for em-tags")]
    [InlineData("""{ "dateFormats": ["nonsense"] }""", "not a date format")]
    public void Check_MappingThatCannotBe_IsRefused(string json, string sentence) =>
        Check("police-events", Header + "E1,P1,arrest,2026-03-14,28E\n", ColumnMapping.Parse(json).Mapping).Problem().ShouldContain(sentence);

    [Fact]
    public void Hash_KnownVectors_AreXxHash64()
    {
        RowHash.Of([], 0).ShouldBe(0xEF46DB3751D8E999UL);
        RowHash.Of("a"u8, 0).ShouldBe(0xD24EC4F1A98C6E5BUL);
        RowHash.Of("abc"u8, 0).ShouldBe(0x44BC2CF5AD770999UL);
        RowHash.Of("The quick brown fox jumps over the lazy dog"u8, 0).ShouldBe(0x0B242D361FDA71BCUL);
    }
}

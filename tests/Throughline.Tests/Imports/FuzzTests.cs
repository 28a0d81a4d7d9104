using System.Text;
using Shouldly;
using Throughline.Imports;
using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Xunit;
using static Throughline.Tests.Imports.ImportTesting;

namespace Throughline.Tests.Imports;

public sealed class FuzzTests
{
    [Fact]
    public void Check_RandomBytes_GivesAFileProblemAndNeverThrows()
    {
        var random = new Random(20261120);
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = new byte[random.Next(0, 600)];
            random.NextBytes(bytes);
            if (i % 5 == 1 && bytes.Length > 4) "PK\u0003\u0004"u8.CopyTo(bytes);
            if (i % 5 == 2 && bytes.Length > 4) ((ReadOnlySpan<byte>)[0x1F, 0x8B, 8, 0]).CopyTo(bytes);
            if (i % 5 == 3 && bytes.Length > 4) ((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]).CopyTo(bytes);
            Check("police-events", bytes).Last().ShouldBeOfType<FileProblem>();
        }
    }

    [Fact]
    public void Check_SampleWithDamage_NeverThrowsAndAlwaysEnds()
    {
        var random = new Random(7);
        foreach (var profile in ImportProfiles.All)
        {
            var sample = File.ReadAllBytes(Path.Combine(Root(), "src/Throughline/Imports/Samples", profile.Name + ".csv"));
            for (var i = 0; i < 150; i++) EndsWell(profile, Damaged(sample, random, ",\"\n\r\0;\t|é=’"u8));
        }
    }

    [Fact]
    public void Check_WorkbookWithDamage_NeverThrowsAndAlwaysEnds()
    {
        var random = new Random(11);
        var workbook = Workbooks.Of(Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on") + Workbooks.Row(2, "E1", "P1", "arrest", "2026-03-14"));
        for (var i = 0; i < 400; i++) EndsWell(ImportProfiles.Find("police-events")!, Damaged(workbook, random, "<>&\0PK\""u8));
    }

    [Fact]
    public void Check_SheetXmlWithDamage_NeverThrowsAndAlwaysEnds()
    {
        var random = new Random(13);
        var sheet = Encoding.UTF8.GetBytes(Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on") + Workbooks.Row(2, "E1", "P1", "arrest", "2026-03-14"));
        for (var i = 0; i < 300; i++) EndsWell(ImportProfiles.Find("police-events")!, Workbooks.Of(Encoding.Latin1.GetString(Damaged(sheet, random, "<>&\"9Zr/"u8))));
    }

    private static void EndsWell(Profile profile, byte[] file)
    {
        var results = ImportFile.Check(new MemoryStream(file), "fuzz", profile, null, Options).ToList();
        (results[^1] is FileProblem or FileChecked).ShouldBeTrue();
        results.OfType<FileProblem>().Count().ShouldBeLessThanOrEqualTo(1);
    }

    private static byte[] Damaged(byte[] original, Random random, ReadOnlySpan<byte> favourites)
    {
        var bytes = original.ToArray();
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            var at = random.Next(bytes.Length);
            bytes[at] = random.Next(3) == 0 ? (byte)random.Next(256) : favourites[random.Next(favourites.Length)];
        }
        return random.Next(3) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Shouldly;
using Throughline.Imports;
using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Throughline.Imports.Reading;
using Xunit;
using Xunit.Abstractions;
using static Throughline.Tests.Imports.ImportTesting;

namespace Throughline.Tests.Imports;

/// <summary>Times mean nothing while other tests share the processor.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

[Collection(nameof(MeasuredAlone))]
public sealed class SpeedTests(ITestOutputHelper output)
{
    /// <summary>One million events, about 100 MB, made as they are read, so that the measured memory is the checker's own.</summary>
    [Fact]
    public void Check_OneMillionEvents_TakesSecondsAndAboutFiftyBytesAKey()
    {
        const int Rows = 1_000_000;
        var file = new Events(Rows);
        var clock = Stopwatch.StartNew();
        var start = GC.GetTotalMemory(forceFullCollection: true);
        long good = 0, most = 0;
        FileChecked? end = null;
        foreach (var result in ImportFile.Check(file, "events.csv", ImportProfiles.Find("police-events")!, null, Options))
        {
            if (result is CheckedRow && ++good % 250_000 == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - start);
            end = result as FileChecked ?? end;
        }
        clock.Stop();
        output.WriteLine($"{file.Total / 1e6:N0} MB, {good:N0} rows in {clock.Elapsed.TotalSeconds:N2} s, {most / 1e6:N0} MB held");
        good.ShouldBe(Rows);
        end!.Quarantined.ShouldBe(0);
        most.ShouldBeLessThan(150_000_000);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    /// <summary>Reading alone, beside CsvHelper, whose records cannot be bounded without ending the file.</summary>
    [Fact]
    public void Read_OneMillionRows_BesideCsvHelper_FindsTheSameCells()
    {
        var clock = Stopwatch.StartNew();
        long ours = 0, theirs = 0;
        using (var rows = RowSource.Open(new Events(1_000_000), ReadLimits.Standard, n => n.Count))
            while (rows.Read())
                for (var i = 0; i < rows.Count; i++) ours += rows.Field(i).Length;
        var mine = clock.Elapsed;
        clock.Restart();
        using (var rows = CsvHelper.CsvReader.Create(new Events(1_000_000), new CsvHelper.CsvReaderOptions { HasHeader = false }))
            while (rows.Read())
                for (var i = 0; i < rows.FieldCount; i++) theirs += rows.GetSpan(i).Length;
        output.WriteLine($"read only: ours {mine.TotalSeconds:N2} s, CsvHelper {clock.Elapsed.TotalSeconds:N2} s, each with about a second of making the rows");
        ours.ShouldBe(theirs);
    }

    private sealed class Events(int rows) : ReadOnlyStream
    {
        private static readonly string[] Kinds = ["arrest", "charge", "conviction", "caution"];
        private static readonly string[] Codes = ["28E", "34B", "TH68010", "45", "92E"];
        private readonly byte[] _block = new byte[256 * 1024];
        private int _at, _length, _row = -1;

        public long Total { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (_at == _length && !Make()) return 0;
            var n = Math.Min(buffer.Length, _length - _at);
            _block.AsSpan(_at, n).CopyTo(buffer);
            _at += n;
            Total += n;
            return n;
        }

        private bool Make()
        {
            (_at, _length) = (0, 0);
            if (_row < 0)
            {
                _length = Encoding.UTF8.GetBytes("event_id,person_ref,kind,occurred_on,offence_code,offence_description,place,crime_reference\n", _block);
                _row = 0;
            }
            Span<char> line = stackalloc char[300];
            for (; _row < rows && _length < _block.Length - 600; _row++)
            {
                line.TryWrite(CultureInfo.InvariantCulture, $"E{_row:00000000},NB/{_row % 60_000:0000000},{Kinds[_row % 4]},20{10 + (_row % 16)}-{1 + (_row % 12):00}-{1 + (_row % 28):00},{Codes[_row % 5]},\"Offence in words, number {_row % 977}\",{1 + (_row % 300)} Station Road Northbrook,NB/{_row:000000}/26\n", out var written);
                _length += Encoding.UTF8.GetBytes(line[..written], _block.AsSpan(_length));
            }
            return _length > 0;
        }
    }
}

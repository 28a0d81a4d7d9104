using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Throughline.Imports.Checking;

/// <summary>XxHash64 (Collet) over a row's values: the same on every machine and in every version, so a stored hash stays comparable.</summary>
internal sealed class RowHash
{
    private const ulong P1 = 11400714785074694791, P2 = 14029467366897019727, P3 = 1609587929392839161, P4 = 9650029242287828579, P5 = 2870177450012600261;

    private char[] _text = new char[1024];
    private int _length;

    /// <summary>Hash of all values in order. Null and empty differ from each other and cannot run together.</summary>
    public ulong Of(ReadOnlySpan<string?> values)
    {
        _length = 0;
        foreach (var value in values) Add(value);
        return Of(MemoryMarshal.AsBytes(_text.AsSpan(0, _length)), 0);
    }

    /// <summary>128 bits of a text, from two seeds.</summary>
    public static UInt128 Wide(string text)
    {
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        return new UInt128(Of(bytes, 0), Of(bytes, P3));
    }

    private void Add(string? value)
    {
        var need = _length + (value?.Length ?? 0) + 1;
        if (need > _text.Length) Array.Resize(ref _text, Math.Max(need, _text.Length * 2));
        value?.CopyTo(_text.AsSpan(_length));
        _length = need;
        _text[_length - 1] = value is null ? '\u001E' : '\u001F';
    }

    /// <summary>XxHash64 of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> data, ulong seed)
    {
        var rest = data;
        ulong h;
        if (data.Length >= 32)
        {
            ulong a = seed + P1 + P2, b = seed + P2, c = seed, d = seed - P1;
            while (rest.Length >= 32)
            {
                a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(rest));
                b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
                c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(rest[16..]));
                d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(rest[24..]));
                rest = rest[32..];
            }
            h = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            h = Merge(Merge(Merge(Merge(h, a), b), c), d);
        }
        else
        {
            h = seed + P5;
        }
        h += (ulong)data.Length;
        for (; rest.Length >= 8; rest = rest[8..])
            h = (BitOperations.RotateLeft(h ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * P1) + P4;
        if (rest.Length >= 4)
        {
            h = (BitOperations.RotateLeft(h ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * P1), 23) * P2) + P3;
            rest = rest[4..];
        }
        foreach (var x in rest) h = BitOperations.RotateLeft(h ^ (x * P5), 11) * P1;
        h = (h ^ (h >> 33)) * P2;
        h = (h ^ (h >> 29)) * P3;
        return h ^ (h >> 32);
    }

    private static ulong Round(ulong acc, ulong input) => BitOperations.RotateLeft(acc + (input * P2), 31) * P1;

    private static ulong Merge(ulong h, ulong acc) => ((h ^ Round(0, acc)) * P1) + P4;
}

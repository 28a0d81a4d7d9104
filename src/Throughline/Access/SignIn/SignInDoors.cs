using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Throughline.Access.SignIn;

/// <summary>
/// Wrong passwords from one address of the network, whatever the accounts: one password tried on every account locks none of
/// them, and each try costs a slow hash (ASVS 5.0, 6.1.1 and 6.3.1). A right password gives its try back, so that an office
/// behind one address is stopped by mistakes only. Each node counts for itself: the number is a brake, not an account.
/// </summary>
internal sealed class SignInDoors(TimeProvider clock, SignInSettings settings)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>Addresses remembered before those without a fresh try are forgotten.</summary>
    private const int Remembered = 10_000;

    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> tries = new(StringComparer.Ordinal);

    /// <summary>Takes one try of the address, before any work is done for it. False when it has none left.</summary>
    public bool MayTry(IPAddress? address)
    {
        if (settings.WrongTriesPerAddress == 0)
            return true;
        var now = clock.GetUtcNow();
        if (tries.Count >= Remembered)
            Forget(now);
        var mine = tries.GetOrAdd(Key(address), _ => new Queue<DateTimeOffset>());
        lock (mine)
        {
            while (mine.TryPeek(out var first) && now - first >= Window)
                mine.Dequeue();
            if (mine.Count >= settings.WrongTriesPerAddress)
                return false;
            mine.Enqueue(now);
            return true;
        }
    }

    /// <summary>The password was right: the try does not count.</summary>
    public void WasRight(IPAddress? address)
    {
        if (!tries.TryGetValue(Key(address), out var mine))
            return;
        lock (mine)
            mine.TryDequeue(out _);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, times) in tries)
        {
            lock (times)
            {
                if (times.Count == 0 || now - times.Last() >= Window)
                    tries.TryRemove(key, out _);
            }
        }
    }

    /// <summary>Whoever has one address of IPv6 has the whole /64.</summary>
    private static string Key(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() : Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }
}

namespace Throughline.Testing;

/// <summary>A clock that stands still until told to move: Friday 20 November 2026, 10:30 in London.</summary>
internal sealed class FixedClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 11, 20, 10, 30, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public DateOnly Today => DateOnly.FromDateTime(now.UtcDateTime);

    public void Move(TimeSpan by) => now += by;
}

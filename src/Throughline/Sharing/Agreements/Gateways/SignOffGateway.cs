using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.Agreements.Gateways;

/// <summary>That a data protection officer has read what a gateway is said to allow, and agrees.</summary>
public sealed record SignOff
{
    public required string Gateway { get; init; }

    public required DateOnly SignedOffOn { get; init; }

    public required string Officer { get; init; }

    public required string Words { get; init; }

    public required string RecordedByName { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>All of the partnership's, the latest of each gateway first.</summary>
    public static Task<IReadOnlyList<SignOff>> ListAsync(Db db, CancellationToken cancel = default) => db.ListAsync<SignOff>(
        "select s.gateway, s.signed_off_on, s.officer, s.words, u.full_name as recorded_by_name, s.recorded_at from gateway_sign_off s join app_user u on u.id = s.recorded_by order by s.gateway, s.signed_off_on desc, s.recorded_at desc", cancel: cancel);
}

/// <summary>Records that a data protection officer has signed a gateway off. An earlier one stays; the latest counts.</summary>
public static class SignOffGateway
{
    private const string Source = "Data Protection Act 2018 s.71; UK GDPR article 39: tasks of the data protection officer";

    public static async Task DoAsync(Db db, string gateway, string? officer, DateOnly? on, string? words, CancellationToken cancel = default)
    {
        if (await Agreements.Gateway.FindAsync(db, gateway) is null)
            throw new NotThere("The gateway");
        OfficerMustBeNamed(officer).Check();
        DateMustHaveCome(on, db.Act.On).Check();
        await db.ExecuteAsync(
            "insert into gateway_sign_off (partnership_id, gateway, signed_off_on, officer, words, recorded_at, recorded_by) values (@Partnership, @gateway, @on, @officer, @words, @At, @User)",
            new { gateway, on, officer = officer!.Trim(), words = words?.Trim() ?? "", db.Act.Partnership, db.Act.At, db.Act.User }, cancel);
        await db.ProcessAsync("sign-off-gateway", null, null, null, [], new { gateway, on, officer = officer.Trim() }, cancel);
    }

    public static Rule OfficerMustBeNamed(string? officer) => new("Name the data protection officer and their agency", Source, !string.IsNullOrWhiteSpace(officer));

    public static Rule DateMustHaveCome(DateOnly? on, DateOnly today) => new("Give the day on which they signed it off: today or earlier", Source, on <= today);
}

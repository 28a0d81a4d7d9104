using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing.Agreements.Sign;
using Throughline.Sharing.Agreements.Write;

namespace Throughline.Sharing.Agreements.Read;

/// <summary>One version of an agreement in words, with what can be done with it and why something cannot.</summary>
[Allow(Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class AgreementModel : AgreementPage
{
    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public AgencyId? Agency { get; set; }

    public IReadOnlyList<ClauseSentence> Sentences { get; private set; } = [];

    public IReadOnlyList<Agreement> Versions { get; private set; } = [];

    /// <summary>What must be so before the next step, kept or not.</summary>
    public IReadOnlyList<Rule> Needed { get; private set; } = [];

    public IReadOnlyList<AgreementRecords.Entry> History { get; private set; } = [];

    public IReadOnlyList<WriteAgreement.PossibleParty> MayJoin { get; private set; } = [];

    public IReadOnlyList<string> NotReached { get; private set; } = [];

    public IReadOnlyList<string> AlsoIn { get; private set; } = [];

    public bool CanMoveTo(AgreementState to) => MayWrite && IsOwn && AgreementMoves.Find(State, to) is not null;

    public bool CanApprove => MaySign && IsOwn && State == AgreementState.Signing && Agreement.ApprovedAt is null;

    public bool CanSign => MaySign && Mine is not null && SignAgreement.MaySign(Agreement, Mine, Db).All(rule => rule.Holds);

    public bool CanWithdraw => MaySign && SignAgreement.MayWithdraw(Agreement, Mine, Today).All(rule => rule.Holds);

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        ViewData["Title"] = Title;
        var clauses = await Clause.OfAsync(Db, Id);
        Sentences = ClauseSentence.Gather(clauses);
        Versions = await Agreement.VersionsAsync(Db, Agreement.SeriesId);
        NotReached = [.. clauses.Where(clause => Gateways.ContainsKey(clause.Gateway)).SelectMany(clause => ClauseRules.NotReached(clause.Terms, Gateways[clause.Gateway], Parties).Select(words => $"{Gateways[clause.Gateway].Name}: {words}")).Distinct()];
        History = await AgreementRecords.OfAsync(Db, Id);
        if (IsOwn)
        {
            Needed = State is AgreementState.Draft or AgreementState.Signing ? await AgreementRules.BeforeForceAsync(Db, Agreement) : [];
            MayJoin = State == AgreementState.InForce && MayWrite ? [.. (await WriteAgreement.PossiblePartiesAsync(Db, Agreement.ReachesBelow)).Where(possible => Parties.All(party => party.AgencyId != possible.Id))] : [];
        }

        AlsoIn = Agreement.ReachesBelow
            ? await Db.ListAsync<string>("select p.name from partnerships_from(@PartnershipId) f (id) join partnership p on p.id = f.id where p.id <> @PartnershipId order by p.name", new { Agreement.PartnershipId })
            : [];
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostSendAsync()
    {
        OnlyFor(MayWrite);
        await MoveAgreement.SendForSignaturesAsync(Db, Id, Revision);
        return Done("Sent for signatures. Each agency's strategic lead or information governance officer finds it on their page about sharing.", Here);
    }

    public async Task<IActionResult> OnPostTakeBackAsync()
    {
        OnlyFor(MayWrite);
        await MoveAgreement.TakeBackAsync(Db, Id, Reason);
        return Done("It is a draft again. Signatures and approval have fallen.", Here);
    }

    public async Task<IActionResult> OnPostApproveAsync()
    {
        OnlyFor(MaySign);
        await MoveAgreement.ApproveAsync(Db, Id);
        return Done("Approved.", Here);
    }

    public async Task<IActionResult> OnPostForceAsync()
    {
        OnlyFor(MayWrite);
        await MoveAgreement.BringIntoForceAsync(Db, Id);
        return Done("The agreement is in force. What it shares passes from the next page that is opened.", Here);
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        OnlyFor(MayWrite);
        await MoveAgreement.EndAsync(Db, Id, Reason);
        return Done("The agreement has ended. Nothing passes under it.", Here);
    }

    public async Task<IActionResult> OnPostVersionAsync()
    {
        OnlyFor(MayWrite);
        var next = await WriteAgreement.NewVersionAsync(Db, Id);
        return Done("A new version is begun. This one stays as it is until the new one comes into force.", $"/sharing/agreements/{next}");
    }

    public async Task<IActionResult> OnPostPartyAsync()
    {
        OnlyFor(MayWrite);
        if (Agency is not { } agency)
        {
            ModelState.AddModelError(nameof(Agency), "Choose an agency");
            return await AgainAsync();
        }

        await SignAgreement.AddPartyAsync(Db, Id, agency);
        return Done("Added. Nothing passes to it or from it before it has signed.", Here);
    }

    private string Here => $"/sharing/agreements/{Id}";

    /// <summary>The page is read by more than may act upon it; for the others the act does not exist.</summary>
    private static void OnlyFor(bool may)
    {
        if (!may)
            throw new NotThere("The act");
    }
}

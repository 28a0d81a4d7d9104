using Throughline.Platform;
using Throughline.Sharing.AskOwner;
using Throughline.Sharing.Consent;
using Throughline.Sharing.Lists;
using Throughline.Sharing.UrgentAccess;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Throughline.Tests.Sharing;

namespace Throughline.Tests;

/// <summary>One person with a question, a disclosure, a consent, an urgent access and an exclusion, so that the pages of sharing have something on them.</summary>
internal sealed record SharedPerson(PersonId Person, Guid Disclosure, Guid Question, Guid Consent, Guid Urgent, Guid Entry)
{
    public static async Task<SharedPerson> MakeAsync(World world)
    {
        var person = await world.PersonAsync("Ferris");
        await world.TreatmentAsync(person);
        await world.PhoneAsync(person, "+447700900555", "drug-worker");
        await world.NominatedAsync(person);
        var disclosure = await world.DiscloseAsync(person, world.Asked("police", category: "contact details"));
        var question = await world.DoAsync(world.As("coordinator"), db => AskTheOwner.DoAsync(db, person, world.Agencies["north-drug-service"], "treatment", SharingArrange.Why));
        var consent = await world.DoAsync(world.As("drug-worker"), db => RecordConsent.DoAsync(db, person, new ConsentGiven(["treatment"], [world.Agencies["north-probation"]], db.Act.On, db.Act.On.AddDays(90), "in-writing", "You may tell my probation officer.")));
        var urgent = await world.DoAsync(world.As("manager"), db => BeginUrgentAccess.DoAsync(db, person, "serious-harm", "He threatened his neighbour on the telephone."));
        var entry = await world.DoAsync(world.As("governance"), db => ExcludeUser.DoAsync(db, person, world.As("analyst").User, "His sister", null));
        return new(person, disclosure, question, consent, urgent, entry);
    }
}

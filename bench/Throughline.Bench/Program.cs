using Throughline.Bench.Audit;
using Throughline.Bench.Imports;
using Throughline.Bench.Scoring;
using Throughline.Bench.Sharing;

return args switch
{
    ["import", .. var rest] => await ImportBench.RunAsync(rest),
    ["sharing", .. var rest] => await SharingCost.RunAsync(rest),
    ["audit", .. var rest] => await AuditBench.RunAsync(rest),
    ["scoring", .. var rest] => ScoringBench.Run(rest),
    ["policy"] => SharingBench.Policy(),
    ["two-worlds", .. var rest] => await SharingBench.TwoWorldsAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project bench/Throughline.Bench -- import [rows] [people]
            police events through the whole import, against PostgreSQL's own COPY of the same rows
        dotnet run -c Release --project bench/Throughline.Bench -- sharing [people] [users] [seconds a page]
            what row-level security and the audit add to person page, search and cohort list, against the same queries without them
        dotnet run -c Release --project bench/Throughline.Bench -- audit [rows] [folder kept]
            verifying the audit record, against PostgreSQL's own sha256 of the same rows; asking it who saw somebody
        dotnet run -c Release --project bench/Throughline.Bench -- scoring
            the selection matrix over many people, against a plain LINQ of the same rules
        dotnet run -c Release --project bench/Throughline.Bench -- policy
            every cell of the sharing rule's space, against an oracle written apart from it
        dotnet run -c Release --project bench/Throughline.Bench -- two-worlds [--pairs 1000000] [--seed 1]
            every answer with and without something hidden, as each kind of viewer: what tells them apart; the seed draws the worlds, and is printed
        """);
    return 2;
}

using Throughline.Bench.Imports;
using Throughline.Bench.Scoring;

return args switch
{
    ["import", .. var rest] => await ImportBench.RunAsync(rest),
    ["scoring", .. var rest] => ScoringBench.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project bench/Throughline.Bench -- import [rows] [people]
            police events through the whole import, against PostgreSQL's own COPY of the same rows
        dotnet run -c Release --project bench/Throughline.Bench -- scoring
            the selection matrix over many people, against a plain LINQ of the same rules
        """);
    return 2;
}

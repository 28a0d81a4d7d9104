using Throughline.Bench.Imports;

return args switch
{
    ["import", .. var rest] => await ImportBench.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project bench/Throughline.Bench -- import [rows] [people]
            police events through the whole import, against PostgreSQL's own COPY of the same rows
        """);
    return 2;
}

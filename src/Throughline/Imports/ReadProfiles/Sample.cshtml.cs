using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Imports.Profiles;

namespace Throughline.Imports.ReadProfiles;

[Allow]
[RecordsLooks("a sample file of invented people")]
public sealed class SampleModel : ThroughlinePage
{
    public IActionResult OnGet(string name)
    {
        var profile = ImportProfiles.Find(name);
        var sample = profile is null ? null : Assembly.GetExecutingAssembly().GetManifestResourceStream($"Samples/{profile.Name}.csv");
        return sample is null ? NotFound() : File(sample, "text/csv; charset=utf-8", profile!.Name + ".csv");
    }
}

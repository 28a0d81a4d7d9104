namespace Throughline.Tests.House;

/// <summary>The source the tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Throughline.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run from a checkout.");
        return folder.FullName;
    }

    /// <summary>Files below a folder, with their paths relative to it; what builds leave behind is not source.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string folder, params string[] endings)
    {
        var root = Path.Combine(Root, folder);
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var relative = Path.GetRelativePath(root, path);
            if (relative.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "wwwroot"))
                continue;
            if (endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
                yield return (relative, File.ReadAllText(path));
        }
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));
}

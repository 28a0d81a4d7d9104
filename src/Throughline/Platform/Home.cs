namespace Throughline.Platform;

/// <summary>Where the program finds its own things on disk.</summary>
internal static class Home
{
    /// <summary>The folder of the installation: the checkout when run from one, otherwise the folder of the program.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("THROUGHLINE_HOME") is { Length: > 0 } home)
            return home;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Throughline.slnx")))
                return folder.FullName;
        }

        return AppContext.BaseDirectory;
    }

    public static string DataFolder =>
        Environment.GetEnvironmentVariable("THROUGHLINE_DATA") is { Length: > 0 } data ? Path.GetFullPath(data) : Path.Combine(Folder, "data");
}

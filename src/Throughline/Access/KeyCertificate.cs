using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access;

/// <summary>
/// The certificate under which the data-protection keys lie in the database. Its private half is a file outside the database, so
/// that a dump alone opens neither a sealed compartment nor a second factor.
/// </summary>
internal static class KeyCertificate
{
    public const string File = "DataProtection:CertificateFile";
    public const string Password = "DataProtection:CertificatePassword";

    /// <summary>Certificates replaced since, which still open what they protected.</summary>
    public const string Earlier = "DataProtection:EarlierCertificateFiles";

    private const int KeyBits = 3072;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>For the embedded database: in the data folder and outside PostgreSQL's own.</summary>
    public static string EmbeddedFile(string dataFolder) => Path.Combine(dataFolder, "keys", "data-protection.pfx");

    /// <summary>The file that protects the keys here; null when nothing does.</summary>
    public static string? FileOf(IConfiguration settings, bool isEmbedded) =>
        settings[File] is { Length: > 0 } named ? Path.GetFullPath(named) : isEmbedded ? EmbeddedFile(Home.DataFolder) : null;

    /// <summary>The certificate to protect with, then the earlier ones; none when keys lie unprotected. The embedded database's is made when it is new.</summary>
    public static IReadOnlyList<X509Certificate2> Open(IConfiguration settings, bool isEmbedded, Func<bool> hasProtectedKeys, DateTimeOffset now)
    {
        if (FileOf(settings, isEmbedded) is not { } file)
            return hasProtectedKeys()
                ? throw new KeysUnavailable("The data-protection keys in the database are protected by a certificate, and no setting names it. Name it with DataProtection__CertificateFile.")
                : [];
        if (!System.IO.File.Exists(file))
        {
            // a new certificate would open none of the old keys: second factors and sealed entries would be lost without a word
            if (settings[File] is { Length: > 0 } || hasProtectedKeys())
                throw new KeysUnavailable($"The certificate of the data-protection keys, {file}, is not there. Put it back from where it is kept apart from the backups of the database.");
            Make(file, now);
        }

        return [Load(file, settings[Password]), .. settings.GetSection(Earlier).GetChildren().Select(one => Load(one.Value ?? "", settings[Password]))];
    }

    /// <summary>Whether anybody but the file's owner can read it. Windows keeps that otherwise.</summary>
    public static bool IsOpenToOthers(string file) => !OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(file) & ~(OwnerOnly | UnixFileMode.UserExecute)) != UnixFileMode.None;

    /// <summary>A pair of keys in a file that only its owner reads. Two programs that start at once: the second finds the first one's.</summary>
    internal static void Make(string file, DateTimeOffset now)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var rsa = RSA.Create(KeyBits);
        var request = new CertificateRequest("CN=Throughline data-protection keys", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        // nobody checks its days: it is no more than a pair of keys in the form that the framework takes
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(100));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        // whole or not at all: a program that starts at the same moment finds either no file or all of it
        var fresh = $"{file}.{Guid.CreateVersion7(now):N}";
        using (var written = new FileStream(fresh, options))
            written.Write(certificate.Export(X509ContentType.Pfx));
        try
        {
            System.IO.File.Move(fresh, file, overwrite: false);
        }
        catch (IOException) when (System.IO.File.Exists(file))
        {
            System.IO.File.Delete(fresh);
        }
    }

    private static X509Certificate2 Load(string file, string? password)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(file, password);
            return certificate.GetRSAPrivateKey() is not null ? certificate : throw new KeysUnavailable($"The certificate {file} has no RSA private key: it cannot open the data-protection keys.");
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new KeysUnavailable($"The certificate of the data-protection keys, {file}, cannot be opened: {wrong.Message}");
        }
    }
}

/// <summary>The keys cannot be opened with what is here; the sentence says what is missing.</summary>
internal sealed class KeysUnavailable(string message) : DatabaseUnavailable(message);

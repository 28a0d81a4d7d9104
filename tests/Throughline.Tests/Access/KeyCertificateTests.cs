using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Throughline.Access;
using Throughline.Platform.Database;
using Throughline.Testing;
using Throughline.Tests.House;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>The data-protection keys lie in the database under a certificate that is outside it.</summary>
public sealed class KeyCertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 30, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("keys").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Keys_FromBeforeTheCertificate_AreProtectedAndStayTheSameKeys()
    {
        await using var database = await TestPostgres.FreshAsync();
        await using var source = NpgsqlDataSource.Create(database.AdminConnection);
        var ring = new KeyRing(source);
        var secret = Protector(ring).Protect("the victim's address");
        ring.Count().ShouldBe((0, 1));
        (await StoredAsync(source)).ShouldContain("<value>", customMessage: "the key lies open: what the certificate is against");

        var certificate = KeyCertificate.Open(Named(await MadeAsync()), isEmbedded: false, () => false, Now)[0];
        ring.ProtectOld(new CertificateXmlEncryptor(certificate, NullLoggerFactory.Instance));
        ring.Count().ShouldBe((1, 0));
        (await StoredAsync(source)).ShouldNotContain("<value>");
        Protector(ring, certificate).Unprotect(secret).ShouldBe("the victim's address");
        var before = await StoredAsync(source);
        ring.ProtectOld(new CertificateXmlEncryptor(certificate, NullLoggerFactory.Instance));
        (await StoredAsync(source)).ShouldBe(before, "what is protected is left alone");
        Should.Throw<CryptographicException>(() => Protector(ring).Unprotect(secret), "a dump of the database alone opens nothing");
    }

    [Fact]
    public async Task Keys_MadeUnderACertificate_AreNeverOpenInTheDatabase_AndAnEarlierCertificateStillOpensThem()
    {
        await using var database = await TestPostgres.FreshAsync();
        await using var source = NpgsqlDataSource.Create(database.AdminConnection);
        var ring = new KeyRing(source);
        var (first, second) = (await MadeAsync("first"), await MadeAsync("second"));
        var secret = Protector(ring, [.. KeyCertificate.Open(Named(first), false, () => false, Now)]).Protect("words");
        ring.Count().ShouldBe((1, 0));
        var both = KeyCertificate.Open(Named(second, first), false, () => true, Now);
        both.Count.ShouldBe(2);
        Protector(ring, [.. both]).Unprotect(secret).ShouldBe("words");
        Should.Throw<CryptographicException>(() => Protector(ring, [.. KeyCertificate.Open(Named(second), false, () => true, Now)]).Unprotect(secret));
    }

    [Fact]
    public void EmbeddedDatabase_GetsACertificateOfItsOwn_ThatOnlyItsOwnerReads()
    {
        var file = KeyCertificate.EmbeddedFile(folder);
        KeyCertificate.Make(file, Now);
        File.Exists(file).ShouldBeTrue();
        file.ShouldNotContain(Path.Combine(folder, "cluster"));
        KeyCertificate.IsOpenToOthers(file).ShouldBeFalse();
        if (OperatingSystem.IsWindows())
            return;
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        KeyCertificate.IsOpenToOthers(file).ShouldBeTrue();
    }

    [Fact]
    public void Certificate_ThatIsMissing_StopsTheProgramInsteadOfMakingKeysThatOpenNothing()
    {
        Should.Throw<KeysUnavailable>(() => KeyCertificate.Open(Named(Path.Combine(folder, "gone.pfx")), isEmbedded: false, () => false, Now)).Message.ShouldContain("is not there");
        Should.Throw<KeysUnavailable>(() => KeyCertificate.Open(Named(null), isEmbedded: false, () => true, Now)).Message.ShouldContain("no setting names it");
        KeyCertificate.Open(Named(null), isEmbedded: false, () => false, Now).ShouldBeEmpty("an installation that names none goes on as before, and doctor warns");
        File.WriteAllText(Path.Combine(folder, "no.pfx"), "no certificate");
        Should.Throw<KeysUnavailable>(() => KeyCertificate.Open(Named(Path.Combine(folder, "no.pfx")), isEmbedded: false, () => false, Now)).Message.ShouldContain("cannot be opened");
    }

    [Fact]
    public async Task Program_WithACertificate_ServesAndKeepsItsKeysUnderIt_AndDoctorSaysSo()
    {
        var file = await MadeAsync();
        await using var site = await Site.StartAsync(settings: new Dictionary<string, string?> { [KeyCertificate.File] = file });
        using var browser = await site.SignInAsync("coordinator");
        (await browser.GetAsync("/")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        var (under, open) = new KeyRing(site.World.Database.Source).Count();
        under.ShouldBeGreaterThan(0);
        open.ShouldBe(0);
        Dictionary<string, string?> environment = new() { ["ConnectionStrings__Throughline"] = site.World.Database.AdminConnection, ["THROUGHLINE_HOME"] = Checkout.Root };
        var (exit, said) = await ChildProgram.RunAsync(["doctor"], environment);
        said.ShouldContain("protected by a certificate that no setting names");
        exit.ShouldBe(1, said);
        environment["DataProtection__CertificateFile"] = file;
        (exit, said) = await ChildProgram.RunAsync(["doctor"], environment);
        said.ShouldContain($"under the certificate {file}");
        exit.ShouldBe(0, said);
    }

    private async Task<string> MadeAsync(string name = "one")
    {
        var file = Path.Combine(folder, name + ".pfx");
        await Task.Run(() => KeyCertificate.Make(file, Now));
        return file;
    }

    private static IConfiguration Named(string? file, string? earlier = null) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [KeyCertificate.File] = file, [KeyCertificate.Earlier + ":0"] = earlier }.Where(one => one.Value is not null)).Build();

    private static IDataProtector Protector(KeyRing ring, params System.Security.Cryptography.X509Certificates.X509Certificate2[] under)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var protection = services.AddDataProtection().SetApplicationName("throughline");
        if (under.Length > 0)
            protection.ProtectKeysWithCertificate(under[0]).UnprotectKeysWithAnyCertificate(under);
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = ring);
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
    }

    private static async Task<string> StoredAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        return string.Join("\n", await connection.QueryAsync<string>("select xml from data_protection_key order by id"));
    }
}

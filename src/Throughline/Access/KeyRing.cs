using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access;

/// <summary>Keeps the data-protection keys in the database, so that any node can read a cookie that another wrote.</summary>
internal sealed class KeyRing(NpgsqlDataSource source) : IXmlRepository
{
    // the framework's own words (Microsoft.AspNetCore.DataProtection, XmlConstants): what is to be protected, and what is
    private static readonly XNamespace Framework = "http://schemas.asp.net/2015/03/dataProtection";
    private static readonly XName Secret = Framework + "requiresEncryption";
    private static readonly XName Protected = Framework + "encryptedSecret";

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = source.OpenConnection();
        return [.. connection.Query<string>("select xml from data_protection_key order by id").Select(xml => SafeXml.Element(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = source.OpenConnection();
        connection.Execute("insert into data_protection_key (friendly_name, xml) values (@friendlyName, @xml)", new { friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) });
    }

    /// <summary>How many keys lie under a certificate, and how many lie open.</summary>
    public (int Protected, int Open) Count()
    {
        var keys = GetAllElements();
        return (keys.Count(key => key.Descendants(Protected).Any()), keys.Count(key => SecretsOf(key).Any()));
    }

    /// <summary>Protects keys from before there was a certificate. They stay the same keys, so that all they opened still opens.</summary>
    public void ProtectOld(IXmlEncryptor encryptor)
    {
        using var connection = source.OpenConnection();
        using var transaction = connection.BeginTransaction();
        // two nodes that start at once would each protect what the other has
        connection.Execute("select pg_advisory_xact_lock(hashtextextended('throughline.key-ring', 0))", transaction: transaction);
        foreach (var (id, xml) in connection.Query<(int, string)>("select id, xml from data_protection_key order by id", transaction: transaction).ToList())
        {
            var key = SafeXml.Element(xml);
            var secrets = SecretsOf(key).ToList();
            foreach (var secret in secrets)
            {
                var made = encryptor.Encrypt(secret);
                secret.ReplaceWith(new XElement(Protected, new XAttribute("decryptorType", made.DecryptorType.AssemblyQualifiedName!), made.EncryptedElement));
            }

            if (secrets.Count > 0)
                connection.Execute("update data_protection_key set xml = @fresh where id = @id", new { id, fresh = key.ToString(SaveOptions.DisableFormatting) }, transaction);
        }

        transaction.Commit();
    }

    private static IEnumerable<XElement> SecretsOf(XElement key) => key.DescendantsAndSelf().Where(element => (bool?)element.Attribute(Secret) == true);
}

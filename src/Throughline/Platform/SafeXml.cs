using System.Xml;
using System.Xml.Linq;

namespace Throughline.Platform;

/// <summary>The only way in which the program reads XML: no document type, so no entities, and nothing fetched (ASVS 1.5.1).</summary>
internal static class SafeXml
{
    private static XmlReaderSettings Settings => new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true };

    public static XmlReader Reader(Stream xml) => XmlReader.Create(xml, Settings);

    public static XElement Element(string xml)
    {
        using var text = new StringReader(xml);
        using var reader = XmlReader.Create(text, Settings);
        return XElement.Load(reader);
    }
}

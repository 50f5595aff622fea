using System.Globalization;
using System.Text;
using System.Xml;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.StatusPage;

/// <summary>Writes incidents and planned work as feeds.</summary>
internal static class StatusFeeds
{
    private const string AtomNamespace = "http://www.w3.org/2005/Atom";

    private static readonly XmlWriterSettings s_settings = new() { Encoding = new UTF8Encoding(false) };

    /// <summary>Writes a feed by RFC 4287.</summary>
    public static byte[] WriteAtom(StatusView view) => Write(xml =>
    {
        var items = ItemsOf(view);
        xml.WriteStartElement("feed", AtomNamespace);
        xml.WriteAttributeString("xml", "lang", null, view.Language);
        Element(xml, "id", view.Page.ToString());
        Element(xml, "title", view.Word("Title"));
        Element(xml, "updated", Iso(items.Select(item => item.UpdatedAt).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max()));
        xml.WriteStartElement("author", AtomNamespace);
        Element(xml, "name", view.Page.Host);
        xml.WriteEndElement();
        Link(xml, "alternate", view.Page);
        foreach (var item in items)
        {
            xml.WriteStartElement("entry", AtomNamespace);
            Element(xml, "id", item.Id);
            Element(xml, "title", item.Title);
            Element(xml, "updated", Iso(item.UpdatedAt));
            Element(xml, "published", Iso(item.PublishedAt));
            Link(xml, "alternate", view.Page);
            Element(xml, "content", item.Text);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });

    /// <summary>Writes a feed by RSS 2.0.</summary>
    public static byte[] WriteRss(StatusView view) => Write(xml =>
    {
        xml.WriteStartElement("rss");
        xml.WriteAttributeString("version", "2.0");
        xml.WriteStartElement("channel");
        xml.WriteElementString("title", view.Word("Title"));
        xml.WriteElementString("link", view.Page.ToString());
        xml.WriteElementString("description", view.Word("Title"));
        xml.WriteElementString("language", view.Language);
        foreach (var item in ItemsOf(view))
        {
            xml.WriteStartElement("item");
            xml.WriteElementString("title", Plain(item.Title));
            xml.WriteElementString("link", view.Page.ToString());
            xml.WriteStartElement("guid");
            xml.WriteAttributeString("isPermaLink", "false");
            xml.WriteString(item.Id);
            xml.WriteEndElement();
            xml.WriteElementString("pubDate", item.UpdatedAt.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture));
            xml.WriteElementString("description", Plain(item.Text));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    private static List<StatusItem> ItemsOf(StatusView view) =>
    [
        .. view.Snapshot.Notices.Select(notice => new StatusItem(
            "urn:uuid:" + notice.Id.ToGuid(),
            notice.Title,
            notice.BegunAt.ToDateTimeOffset(),
            notice.UpdatedAt.ToDateTimeOffset(),
            string.Join("\n\n", notice.Updates.Select(update => $"{StatusView.Moment(update.At.ToDateTimeOffset())} – {view.NameOf(update.Stage)}\n{update.Text}"))))
            .Concat(view.Snapshot.Works.Select(work => new StatusItem(
                "urn:uuid:" + work.Id.ToGuid(),
                $"{view.Word("Works")}: {work.Title}",
                work.StartsAt.ToDateTimeOffset(),
                (work.EndedAt ?? work.StartsAt).ToDateTimeOffset(),
                $"{StatusView.Moment(work.StartsAt.ToDateTimeOffset())} – {StatusView.Moment((work.EndedAt ?? work.EndsAt).ToDateTimeOffset())}\n{work.Text}")))
            .OrderByDescending(item => item.UpdatedAt),
    ];

    private static byte[] Write(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, s_settings))
        {
            write(xml);
        }

        return stream.ToArray();
    }

    private static void Element(XmlWriter xml, string name, string text) => xml.WriteElementString(name, AtomNamespace, Plain(text));

    private static void Link(XmlWriter xml, string relation, Uri address)
    {
        xml.WriteStartElement("link", AtomNamespace);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("href", address.ToString());
        xml.WriteEndElement();
    }

    private static string Iso(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // Texts may hold control characters, for which XML has no form.
    private static string Plain(string text) => text.All(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter))
        ? text : string.Concat(text.Select(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : ' '));

    private sealed record StatusItem(string Id, string Title, DateTimeOffset PublishedAt, DateTimeOffset UpdatedAt, string Text);
}

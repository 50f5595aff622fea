using System.Globalization;
using System.Text;
using System.Xml;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes TTML in the text profile of IMSC 1.1: https://www.w3.org/TR/ttml-imsc1.1/. Speakers are agents.</summary>
internal static class Ttml
{
    /// <summary>The namespace of elements.</summary>
    public const string Core = "http://www.w3.org/ns/ttml";

    /// <summary>The namespace of agents and their names.</summary>
    public const string Metadata = Core + "#metadata";

    /// <summary>The namespace of rates and the profile.</summary>
    public const string Parameter = Core + "#parameter";

    /// <summary>The namespace of the prefix <c>xml</c>.</summary>
    public const string Xml = "http://www.w3.org/XML/1998/namespace";

    private const string Styling = Core + "#styling";

    public static string Write(CaptionDocument document)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.None }))
        {
            var hasVoices = Voices.AreShown(document);
            writer.WriteStartElement("tt", Core);
            writer.WriteAttributeString("xmlns", "ttm", null, Metadata);
            writer.WriteAttributeString("xmlns", "ttp", null, Parameter);
            writer.WriteAttributeString("xmlns", "tts", null, Styling);
            writer.WriteAttributeString("xml", "lang", Xml, Clean(document.Language));
            writer.WriteAttributeString("ttp", "timeBase", Parameter, "media");
            writer.WriteAttributeString("ttp", "contentProfiles", Parameter, "http://www.w3.org/ns/ttml/profile/imsc1.1/text");
            WriteHead(writer, document, hasVoices);
            writer.WriteStartElement("body", Core);
            writer.WriteAttributeString("region", "bottom");
            writer.WriteStartElement("div", Core);
            foreach (var cue in document.Cues)
            {
                WriteCue(writer, cue, hasVoices);
            }

            writer.WriteWhitespace("\n");
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static void WriteHead(XmlWriter writer, CaptionDocument document, bool hasVoices)
    {
        writer.WriteStartElement("head", Core);
        var speakers = hasVoices ? document.Cues.SelectMany(Voices.Of).Select(static voice => voice.Speaker).OfType<int>().Distinct().Order().ToArray() : [];
        if (speakers.Length > 0)
        {
            writer.WriteStartElement("metadata", Core);
            foreach (var speaker in speakers)
            {
                writer.WriteWhitespace("\n");
                writer.WriteStartElement("ttm", "agent", Metadata);
                writer.WriteAttributeString("xml", "id", Xml, AgentOf(speaker));
                writer.WriteAttributeString("type", "person");
                writer.WriteStartElement("ttm", "name", Metadata);
                writer.WriteAttributeString("type", "full");
                writer.WriteString(Clean(Voices.Name(document, speaker)));
                writer.WriteEndElement();
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        writer.WriteStartElement("styling", Core);
        writer.WriteStartElement("style", Core);
        writer.WriteAttributeString("xml", "id", Xml, "line");
        Style(writer, "color", "white");
        Style(writer, "backgroundColor", "#000000CC");
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteStartElement("layout", Core);
        writer.WriteStartElement("region", Core);
        writer.WriteAttributeString("xml", "id", Xml, "bottom");
        Style(writer, "origin", "10% 10%");
        Style(writer, "extent", "80% 80%");
        Style(writer, "displayAlign", "after");
        Style(writer, "textAlign", "center");
        Style(writer, "fontFamily", "proportionalSansSerif");
        Style(writer, "overflow", "visible");
        Style(writer, "showBackground", "whenActive");
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void WriteCue(XmlWriter writer, CaptionCue cue, bool hasVoices)
    {
        writer.WriteWhitespace("\n");
        writer.WriteStartElement("p", Core);
        writer.WriteAttributeString("xml", "id", Xml, string.Create(CultureInfo.InvariantCulture, $"cue{cue.Index}"));
        writer.WriteAttributeString("xml", "space", Xml, "preserve");
        writer.WriteAttributeString("begin", Time(cue.Start));
        writer.WriteAttributeString("end", Time(cue.End));
        var voices = Voices.Of(cue);
        for (var i = 0; i < voices.Count; i++)
        {
            if (i > 0)
            {
                Break(writer);
            }

            WriteVoice(writer, voices[i], hasVoices);
        }

        writer.WriteEndElement();
    }

    private static void WriteVoice(XmlWriter writer, Voice voice, bool isNamed)
    {
        writer.WriteStartElement("span", Core);
        if (isNamed && voice.Speaker is { } speaker)
        {
            writer.WriteAttributeString("ttm", "agent", Metadata, AgentOf(speaker));
        }

        writer.WriteAttributeString("style", "line");
        for (var i = 0; i < voice.Lines.Count; i++)
        {
            if (i > 0)
            {
                Break(writer);
            }

            writer.WriteString(Clean(voice.Lines[i]));
        }

        writer.WriteEndElement();
    }

    private static void Style(XmlWriter writer, string name, string value) => writer.WriteAttributeString("tts", name, Styling, value);

    private static void Break(XmlWriter writer)
    {
        writer.WriteStartElement("br", Core);
        writer.WriteEndElement();
    }

    private static string AgentOf(int speaker) => string.Create(CultureInfo.InvariantCulture, $"speaker{speaker}");

    private static string Time(double seconds)
    {
        var text = new StringBuilder();
        Timestamps.Append(text, seconds, '.');
        return text.ToString();
    }

    // A few characters cannot be in XML, not even escaped.
    private static string Clean(string text)
    {
        StringBuilder? clean = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(text[i]))
            {
                clean ??= new StringBuilder(text);
                clean[i] = '\ufffd';
            }
        }

        return clean?.ToString() ?? text;
    }
}

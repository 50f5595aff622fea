using System.Globalization;
using System.Text;
using System.Xml;

namespace Platform.Captions.Importing;

/// <summary>
/// Reads TTML and its profiles (IMSC, EBU-TT-D) as a stream, without document types and entities of the file's own. Styles and regions are left out.
/// </summary>
internal sealed class TtmlReader
{
    private const int MaxDepth = 64;
    private const int MaxNames = 1000;

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private readonly XmlReader _reader;
    private readonly CueCollector _cues;
    private readonly TtmlTimes _times;
    private readonly string _core;
    private readonly TtmlAgents _agents;
    private readonly Stack<Interval> _containers = new();

    private TtmlReader(XmlReader reader, CueCollector cues)
    {
        _reader = reader;
        _cues = cues;
        if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "tt")
        {
            throw Refuse("The element tt is needed where the file begins.");
        }

        _core = reader.NamespaceURI;
        _agents = new TtmlAgents(_core + "#metadata", MaxNames);
        _containers.Push(new Interval(0, null));
        var frames = Rate("frameRate") ?? 30;
        _times = new TtmlTimes(frames * Multiplier(), Rate("tickRate") ?? (Rate("frameRate") is { } rate ? rate * (Rate("subFrameRate") ?? 1) : 1));
    }

    private int Line => _reader is IXmlLineInfo place && place.HasLineInfo() ? place.LineNumber : 1;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="CaptionFileException">The file is no XML, no TTML, or has a paragraph without times.</exception>
    public static void Read(string text, CueCollector cues)
    {
        try
        {
            using var characters = new StringReader(text);
            using var reader = XmlReader.Create(characters, s_settings);
            new TtmlReader(reader, cues).ReadAll();
        }
        catch (XmlException exception)
        {
            throw new CaptionFileException(Math.Max(1, exception.LineNumber), "This is not well-formed XML, or has a document type or entities, which are not accepted.");
        }
    }

    private void ReadAll()
    {
        while (_reader.Read())
        {
            RefuseDepth();
            if (_agents.Take(_reader))
            {
                continue;
            }

            if (IsCore("body") || IsCore("div"))
            {
                if (_reader.NodeType == XmlNodeType.EndElement)
                {
                    _containers.Pop();
                }
                else if (!_reader.IsEmptyElement)
                {
                    _containers.Push(IntervalHere());
                }
            }
            else if (_reader.NodeType == XmlNodeType.Element && IsCore("p") && !_reader.IsEmptyElement)
            {
                ReadParagraph();
            }
        }
    }

    private void ReadParagraph()
    {
        var line = Line;
        var interval = IntervalHere();
        if (interval.End is not { } end)
        {
            throw Refuse("A paragraph has an end or a duration.");
        }

        _cues.Add(line, interval.Start, end, ReadVoices(line));
    }

    /// <summary>Reads the text of a paragraph up to its end, by speaker. Text in elements other than spans is skipped.</summary>
    private List<ImportedVoice> ReadVoices(int line)
    {
        var voices = new List<ImportedVoice>();
        var said = new StringBuilder();
        var speakers = new Stack<string?>([_agents.NameAt(_reader)]);
        var depth = _reader.Depth;
        var length = 0;
        while (_reader.Read() && _reader.Depth > depth)
        {
            RefuseDepth();
            switch (_reader.NodeType)
            {
                case XmlNodeType.Element when IsCore("br"):
                    said.Append('\n');
                    length++;
                    SkipContent();
                    break;
                case XmlNodeType.Element when IsCore("span"):
                    if (!_reader.IsEmptyElement)
                    {
                        Turn();
                        speakers.Push(_agents.NameAt(_reader) ?? speakers.Peek());
                    }

                    break;
                case XmlNodeType.EndElement when IsCore("span"):
                    Turn();
                    speakers.Pop();
                    break;
                case XmlNodeType.Element:
                    SkipContent();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    var before = said.Length;
                    Append(said, _reader.Value, _reader.XmlSpace == XmlSpace.Preserve);
                    length += said.Length - before;
                    break;
                default:
                    break;
            }

            if (length > CueCollector.MaxUncleanedLength)
            {
                throw CueCollector.TooLong(line);
            }
        }

        Turn();
        return voices;

        void Turn()
        {
            if (said.Length == 0)
            {
                return;
            }

            // White space and breaks between spans belong to whoever spoke before.
            var text = said.ToString();
            said.Clear();
            if (voices.Count > 0 && (string.IsNullOrWhiteSpace(text) || string.Equals(voices[^1].Speaker, speakers.Peek(), StringComparison.Ordinal)))
            {
                voices[^1] = voices[^1] with { Text = voices[^1].Text + text };
            }
            else
            {
                voices.Add(new ImportedVoice(speakers.Peek(), text));
            }
        }
    }

    private void RefuseDepth()
    {
        if (_reader.Depth > MaxDepth)
        {
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"At most {MaxDepth} levels of elements."));
        }
    }

    private void SkipContent()
    {
        if (_reader.IsEmptyElement)
        {
            return;
        }

        // To the end of the element, where the next read goes on.
        var depth = _reader.Depth;
        while (_reader.Read() && _reader.Depth > depth)
        {
        }
    }

    private static void Append(StringBuilder text, string value, bool isPreserved)
    {
        if (isPreserved)
        {
            text.Append(value);
            return;
        }

        foreach (var c in value)
        {
            var isSpace = c is ' ' or '\t' or '\r' or '\n';
            if (!isSpace)
            {
                text.Append(c);
            }
            else if (text.Length == 0 || text[^1] is not (' ' or '\n'))
            {
                text.Append(' ');
            }
        }
    }

    /// <summary>Reads the times of the current element, which count from the start of its container.</summary>
    private Interval IntervalHere()
    {
        var outer = _containers.Peek();
        var start = outer.Start + (TimeAt("begin") ?? 0);
        var end = TimeAt("end") is { } until ? outer.Start + until : (long?)null;
        if (TimeAt("dur") is { } length)
        {
            end = Math.Min(end ?? long.MaxValue, start + length);
        }

        return new Interval(start, end is null || outer.End is null ? end ?? outer.End : Math.Min(end.Value, outer.End.Value));
    }

    private long? TimeAt(string attribute) => _reader.GetAttribute(attribute) is { } text
        ? _times.Parse(text) ?? throw Refuse("The times of a paragraph are such as 00:00:01.000 or 1.5s.")
        : null;

    private double? Rate(string name) => _reader.GetAttribute(name, _core + "#parameter") is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= 1_000_000_000 ? rate
        : throw Refuse("A rate is a whole number from 1.");

    private double Multiplier()
    {
        if (_reader.GetAttribute("frameRateMultiplier", _core + "#parameter") is not { } text)
        {
            return 1;
        }

        // Two numbers, as in 1000 1001; an older form has a colon between them.
        var numbers = text.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
        return numbers.Length == 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var above) && above > 0
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var below) && below > 0
            ? (double)above / below
            : throw Refuse("A multiplier of the frame rate is such as 1000 1001.");
    }

    private bool IsCore(string name) => _reader.LocalName == name && _reader.NamespaceURI == _core;

    private CaptionFileException Refuse(string reason) => new(Line, reason);

    private readonly record struct Interval(long Start, long? End);
}

using System.Globalization;
using System.Text;

namespace Platform.Worker.Media;

/// <summary>
/// Parses the output of ffprobe's writer <c>flat</c>, which has one field per line (<c>streams.stream.0.codec_name="aac"</c>). A line that was
/// truncated loses the end of one value only, whereas truncated JSON could not be read at all.
/// </summary>
internal sealed class ProbeReport
{
    private const int MaxFields = 20_000;

    // Of a value; the longest that is shown is a title of 200.
    private const int MaxValue = 1024;

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    /// <summary>
    /// The fields to request: all that are read here, none of which the owner can make arbitrarily large except language and title.
    /// </summary>
    public const string Entries =
        "format=format_name,start_time,duration,probe_score:"
        + "stream=index,codec_type,codec_name,width,height,sample_rate,channels,channel_layout,start_time,duration:"
        + "stream_tags=language,title,DURATION,DURATION-eng:"
        + "stream_side_data=rotation:"
        + "stream_disposition=default,attached_pic,comment,visual_impaired,hearing_impaired,descriptions";

    public string? FormatName => Text("format.format_name");

    /// <summary>Gets the start time in seconds; null if there is none.</summary>
    public double? Start => Number("format.start_time");

    /// <summary>Gets the duration in seconds; null if there is none.</summary>
    public double? Duration => Number("format.duration");

    public int ProbeScore => (int)(Number("format.probe_score") ?? 0);

    /// <summary>Gets the streams in the order of the file.</summary>
    public IReadOnlyList<ProbeStream> Streams
    {
        get
        {
            List<ProbeStream> streams = [];
            for (var i = 0; Text($"streams.stream.{i.ToString(CultureInfo.InvariantCulture)}.index") is not null; i++)
            {
                streams.Add(Stream($"streams.stream.{i.ToString(CultureInfo.InvariantCulture)}."));
            }

            return streams;
        }
    }

    /// <summary>Adds a line of the report.</summary>
    public void Add(string line)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && _fields.Count < MaxFields)
        {
            _fields[line[..equals]] = Unquoted(line.AsSpan(equals + 1, Math.Min(line.Length - equals - 1, MaxValue)));
        }
    }

    private ProbeStream Stream(string path) => new(
        (int)(Number(path + "index") ?? 0),
        Text(path + "codec_type"),
        Text(path + "codec_name"),
        (int)(Number(path + "sample_rate") ?? 0),
        (int)(Number(path + "channels") ?? 0),
        Text(path + "channel_layout"),
        Number(path + "start_time"),
        Number(path + "duration") ?? Clock(Text(path + "tags.DURATION") ?? Text(path + "tags.DURATION_eng")),
        Text(path + "tags.language"),
        Text(path + "tags.title"),
        Flag(path + "disposition.default"),
        Flag(path + "disposition.attached_pic"),
        Flag(path + "disposition.comment") || Flag(path + "disposition.visual_impaired")
            || Flag(path + "disposition.hearing_impaired") || Flag(path + "disposition.descriptions"),
        (int)(Number(path + "width") ?? 0),
        (int)(Number(path + "height") ?? 0),
        Number(path + "side_data_list.side_data.0.rotation") is { } degrees && Math.Abs(degrees) % 180 is > 45 and < 135);

    private string? Text(string key) => _fields.TryGetValue(key, out var value) && value.Length > 0 && value is not ("N/A" or "unknown") ? value : null;

    private bool Flag(string key) => Text(key) == "1";

    private double? Number(string key) =>
        double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    // Matroska has the duration of a track only in a tag: 00:01:02.500000000.
    private static double? Clock(string? text)
    {
        if (text?.Split(':') is not [var hours, var minutes, var seconds])
        {
            return null;
        }

        return int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
            && int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
            && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var s)
            ? (h * 3600d) + (m * 60d) + s
            : null;
    }

    private static string Unquoted(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value[0] != '"')
        {
            return value.ToString();
        }

        var text = new StringBuilder(value.Length);
        for (var i = 1; i < value.Length && value[i] != '"'; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
            {
                i++;
                text.Append(value[i] is 'n' or 'r' ? ' ' : value[i]);
            }
            else
            {
                text.Append(value[i]);
            }
        }

        return text.ToString();
    }
}

/// <summary>Describes a stream of a file as ffprobe reports it.</summary>
/// <param name="Index">The index in the file.</param>
/// <param name="Type">The type, such as <c>audio</c>.</param>
/// <param name="Codec">The codec, such as <c>aac</c>.</param>
/// <param name="SampleRate">The sample rate; 0 if it has none.</param>
/// <param name="Channels">The number of sound channels; 0 if it has none.</param>
/// <param name="Layout">The channel layout; null if unknown.</param>
/// <param name="Start">The timestamp of its first packet in seconds.</param>
/// <param name="Duration">The duration in seconds; in Matroska the end of its last packet.</param>
/// <param name="Language">The language in the form of the file.</param>
/// <param name="Title">The title in the form of the file.</param>
/// <param name="IsDefault">Whether it is marked as the default track.</param>
/// <param name="IsPicture">Whether it is a cover, not a moving picture.</param>
/// <param name="IsAside">Whether it is a commentary or a description of the picture.</param>
/// <param name="Width">The width of the picture; 0 if it has none.</param>
/// <param name="Height">The height of the picture; 0 if it has none.</param>
/// <param name="IsTurned">Whether the picture is shown turned by a quarter.</param>
internal sealed record ProbeStream(
    int Index,
    string? Type,
    string? Codec,
    int SampleRate,
    int Channels,
    string? Layout,
    double? Start,
    double? Duration,
    string? Language,
    string? Title,
    bool IsDefault,
    bool IsPicture,
    bool IsAside,
    int Width,
    int Height,
    bool IsTurned);

namespace Platform.Captions.Formats;

/// <summary>Lists the formats of captions.</summary>
public enum CaptionFormat
{
    /// <summary>WebVTT (W3C).</summary>
    Vtt = 0,

    /// <summary>SubRip.</summary>
    Srt = 1,

    /// <summary>Plain text.</summary>
    Text = 2,

    /// <summary>The caption document with word times.</summary>
    Json = 3,
}

/// <summary>Names the formats in URLs and HTTP.</summary>
public static class CaptionFormats
{
    /// <summary>Gets all values of the query parameter <c>format</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["vtt", "srt", "txt", "json"];

    /// <summary>Parses a value of the query parameter <c>format</c>; case-sensitive, in lower case.</summary>
    public static bool TryParse(string? name, out CaptionFormat format)
    {
        format = name switch
        {
            "srt" => CaptionFormat.Srt,
            "txt" => CaptionFormat.Text,
            "json" => CaptionFormat.Json,
            _ => CaptionFormat.Vtt,
        };
        return name is "vtt" or "srt" or "txt" or "json";
    }

    /// <summary>Gets the file extension without the dot, which is also the value of <c>format</c>.</summary>
    public static string Extension(CaptionFormat format) => format switch
    {
        CaptionFormat.Srt => "srt",
        CaptionFormat.Text => "txt",
        CaptionFormat.Json => "json",
        _ => "vtt",
    };

    /// <summary>Gets the value of <c>Content-Type</c>.</summary>
    public static string ContentType(CaptionFormat format) => format switch
    {
        CaptionFormat.Srt => "application/x-subrip; charset=utf-8",
        CaptionFormat.Text => "text/plain; charset=utf-8",
        CaptionFormat.Json => "application/json; charset=utf-8",
        _ => "text/vtt; charset=utf-8",
    };
}

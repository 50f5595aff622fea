namespace Platform.Contracts.PublicApi;

/// <summary>
/// Describes a format of caption files, in one table for the API, its document, the page and clients. All formats are UTF-8.
/// </summary>
/// <param name="Name">The value of the query parameter <c>format</c>.</param>
/// <param name="MediaType">The media type without parameters.</param>
/// <param name="Extension">The extension of file names, without the dot.</param>
/// <param name="LineEnd">The end of a line: LF, or CRLF where programs that read the format are known to need it.</param>
/// <param name="HasByteOrderMark">Whether a file begins with a byte order mark, because some programs take it for another encoding otherwise.</param>
/// <param name="IsImported">Whether files of this format can be imported.</param>
public sealed record CaptionFormat(string Name, string MediaType, string Extension, string LineEnd = "\n", bool HasByteOrderMark = false, bool IsImported = false)
{
    private const string Crlf = "\r\n";

    /// <summary>Gets the format WebVTT (W3C).</summary>
    public static CaptionFormat Vtt { get; } = new("vtt", "text/vtt", "vtt", IsImported: true);

    /// <summary>Gets the format SubRip. It has the line ends of Windows, which some television sets need and all players accept.</summary>
    public static CaptionFormat Srt { get; } = new("srt", "application/x-subrip", "srt", Crlf, IsImported: true);

    /// <summary>Gets the format TTML in the text profile of IMSC 1.1 (W3C).</summary>
    public static CaptionFormat Ttml { get; } = new("ttml", "application/ttml+xml", "ttml", IsImported: true);

    /// <summary>Gets the format Advanced SubStation Alpha. Players for Windows take a file without a byte order mark for one in their own code page.</summary>
    public static CaptionFormat Ass { get; } = new("ass", "text/x-ssa", "ass", Crlf, HasByteOrderMark: true);

    /// <summary>Gets the format SBV of YouTube. Some programs find the end of a cue by the line ends of Windows only.</summary>
    public static CaptionFormat Sbv { get; } = new("sbv", "text/x-sbv", "sbv", Crlf, IsImported: true);

    /// <summary>Gets the format of a table for spreadsheets (RFC 4180), which take a file without a byte order mark for one in another encoding.</summary>
    public static CaptionFormat Csv { get; } = new("csv", "text/csv", "csv", Crlf, HasByteOrderMark: true);

    /// <summary>Gets the format of plain text.</summary>
    public static CaptionFormat Text { get; } = new("txt", "text/plain", "txt", IsImported: true);

    /// <summary>Gets the format of plain text with the time of each cue.</summary>
    public static CaptionFormat TextWithTimes { get; } = new("txt_times", "text/plain", "txt");

    /// <summary>Gets the format of the caption document as JSON, with word times.</summary>
    public static CaptionFormat Json { get; } = new("json", "application/json", "json");

    /// <summary>Gets all formats, in the order in which they are offered.</summary>
    public static IReadOnlyList<CaptionFormat> All { get; } = [Vtt, Srt, Ttml, Ass, Sbv, Csv, Text, TextWithTimes, Json];
}

using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Finishing;

/// <summary>Tells which files of captions can be imported.</summary>
internal static class ImportedFiles
{
    /// <summary>The maximum size of a file in bytes: that of the API.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    // Other programs name files of TTML after its kin.
    private static readonly Dictionary<string, CaptionFormat> s_formats = new(
        [
            .. CaptionFormat.All.Where(static format => format.IsImported).Select(static format => KeyValuePair.Create("." + format.Extension, format)),
            new(".dfxp", CaptionFormat.Ttml), new(".xml", CaptionFormat.Ttml),
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the extensions that a browser offers, separated by commas.</summary>
    public static string Extensions { get; } = string.Join(',', s_formats.Keys);

    /// <summary>Gets the format of a file by its name; null if it is not imported.</summary>
    public static CaptionFormat? FormatOf(string name) => s_formats.GetValueOrDefault(Path.GetExtension(name));
}

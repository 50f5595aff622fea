using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Finds formats by their names.</summary>
public static class CaptionFormats
{
    /// <summary>Gets the names of all formats.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. CaptionFormat.All.Select(static format => format.Name)];

    /// <summary>Gets the names of the formats that can be imported.</summary>
    public static IReadOnlyList<string> ImportedNames { get; } = [.. CaptionFormat.All.Where(static format => format.IsImported).Select(static format => format.Name)];

    /// <summary>Finds a format by its name; null if there is none. Case-sensitive, in lower case.</summary>
    public static CaptionFormat? Find(string? name) => CaptionFormat.All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.Ordinal));

    /// <summary>Gets the value of <c>Content-Type</c>.</summary>
    public static string ContentType(CaptionFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return format.MediaType + "; charset=utf-8";
    }
}

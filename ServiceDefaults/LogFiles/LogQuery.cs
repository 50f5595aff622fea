using System.Globalization;
using System.Text.Json;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>Selects log lines. Null and empty values match all.</summary>
/// <param name="Levels">Names of levels, such as <c>WARN</c>.</param>
/// <param name="From">The earliest time.</param>
/// <param name="To">The latest time, exclusive.</param>
/// <param name="Text">A text that the line contains, ignoring case.</param>
/// <param name="TraceId">32 hex digits.</param>
/// <param name="Limit">The maximum number of lines; 1 to 1,000.</param>
/// <param name="Before">Only lines before this position; null for the newest.</param>
public sealed record LogQuery(
    IReadOnlySet<string> Levels,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Text,
    string? TraceId,
    int Limit,
    LogPosition? Before)
{
    /// <summary>Checks whether a line matches.</summary>
    internal bool Fits(JsonElement line, DateTimeOffset at) =>
        (Levels.Count == 0 || (line.TryGetProperty("level", out var level) && level.ValueKind == JsonValueKind.String && Levels.Contains(level.GetString() ?? "")))
        && (TraceId is null || (line.TryGetProperty("trace_id", out var trace) && trace.ValueKind == JsonValueKind.String && trace.GetString() == TraceId))
        && (From is null || at >= From)
        && (To is null || at < To);
}

/// <summary>Identifies the position of a line: its file and its offset.</summary>
/// <param name="Begun">When the file was created.</param>
/// <param name="Offset">The offset in bytes.</param>
public readonly record struct LogPosition(DateTimeOffset Begun, long Offset)
{
    /// <summary>Parses a position that <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out LogPosition position)
    {
        if (text?.Split('.') is [var begun, var offset]
            && long.TryParse(begun, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and < 253_402_300_799_999
            && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
        {
            position = new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), bytes);
            return true;
        }

        position = default;
        return false;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Begun.ToUnixTimeMilliseconds()}.{Offset}");
}

/// <summary>Represents one log line as it was written.</summary>
/// <param name="Position">The position of the line.</param>
/// <param name="At">When the line was written.</param>
/// <param name="Line">The JSON object.</param>
public sealed record LogLineAt(LogPosition Position, DateTimeOffset At, JsonElement Line);

/// <summary>Describes a log file.</summary>
/// <param name="Name">The file name, without a folder.</param>
/// <param name="Length">The size in bytes.</param>
/// <param name="BegunAt">When the file was created.</param>
/// <param name="ModifiedAt">When the file was last written to.</param>
public sealed record LogFileEntry(string Name, long Length, DateTimeOffset BegunAt, DateTimeOffset ModifiedAt);

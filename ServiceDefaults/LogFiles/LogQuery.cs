using System.Globalization;
using System.Text.Json;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>Which lines are asked for. Null and empty ask for all.</summary>
/// <param name="Levels">Names of levels, such as <c>WARN</c>.</param>
/// <param name="From">Not before this.</param>
/// <param name="To">Before this.</param>
/// <param name="Text">What the line contains somewhere, in whatever case.</param>
/// <param name="TraceId">32 hex digits.</param>
/// <param name="Limit">At most so many; 1 to 1,000.</param>
/// <param name="Before">Lines before this one, as a line's position; null for the newest.</param>
public sealed record LogQuery(
    IReadOnlySet<string> Levels,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Text,
    string? TraceId,
    int Limit,
    LogPosition? Before)
{
    /// <summary>Whether a line fits.</summary>
    internal bool Fits(JsonElement line, DateTimeOffset at) =>
        (Levels.Count == 0 || (line.TryGetProperty("level", out var level) && level.ValueKind == JsonValueKind.String && Levels.Contains(level.GetString() ?? "")))
        && (TraceId is null || (line.TryGetProperty("trace_id", out var trace) && trace.ValueKind == JsonValueKind.String && trace.GetString() == TraceId))
        && (From is null || at >= From)
        && (To is null || at < To);
}

/// <summary>Where a line stands: in which file, and where it begins in it.</summary>
/// <param name="Begun">When the file was begun.</param>
/// <param name="Offset">In bytes.</param>
public readonly record struct LogPosition(DateTimeOffset Begun, long Offset)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
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

/// <summary>One line as it was written.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="At">When it was written.</param>
/// <param name="Line">The JSON object.</param>
public sealed record LogLineAt(LogPosition Position, DateTimeOffset At, JsonElement Line);

/// <summary>A log file.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="BegunAt">When it was begun.</param>
/// <param name="ModifiedAt">When it was written to last.</param>
public sealed record LogFileEntry(string Name, long Length, DateTimeOffset BegunAt, DateTimeOffset ModifiedAt);

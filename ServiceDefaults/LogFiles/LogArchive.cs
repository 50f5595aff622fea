using System.Text;
using System.Text.Json;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>Reads the log files of this replica; another replica's in the same folder are that one's to show.</summary>
public sealed class LogArchive
{
    private static readonly TimeSpan s_disorder = TimeSpan.FromSeconds(10);

    private readonly RollingLog? _log;

    internal LogArchive(RollingLog? log) => _log = log;

    /// <summary>The files, newest first; none where no files are written.</summary>
    public IReadOnlyList<LogFileEntry> List() =>
        [.. (_log?.Slot.Files() ?? []).Select(file => EntryOf(file.Name, file.File)).OfType<LogFileEntry>()];

    /// <summary>Opens a file; null when this replica has none of that name.</summary>
    /// <param name="name">A name from <see cref="List"/>. It is compared with what is there and never made part of a path.</param>
    public FileStream? Open(string name)
    {
        var found = LogFileName.TryParse(name, out _) ? (_log?.Slot.Files() ?? []).Find(file => file.File.Name == name).File : null;
        try
        {
            return found is null ? null : OpenFile(found);
        }
        catch (FileNotFoundException)
        {
            // Rolled away in between.
            return null;
        }
    }

    /// <summary>As <see cref="Open"/>, and as long as it is now: lines that come while it is read are left for the next time.</summary>
    public Stream? OpenPresent(string name) => Open(name) is { } file ? new PresentPart(file) : null;

    /// <summary>Lines that fit, newest first.</summary>
    public async Task<IReadOnlyList<LogLineAt>> ReadAsync(LogQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var found = new List<LogLineAt>();
        foreach (var (name, info) in _log?.Slot.Files() ?? [])
        {
            if (query.Before is { } before && name.Begun > before.Begun)
            {
                continue;
            }

            FileStream file;
            try
            {
                file = OpenFile(info);
            }
            catch (FileNotFoundException)
            {
                continue;
            }

            await using (file.ConfigureAwait(false))
            {
                var end = query.Before is { } position && position.Begun == name.Begun ? Math.Min(position.Offset, file.Length) : file.Length;
                if (!await ReadFileAsync(file, end, name, query, found, cancellationToken).ConfigureAwait(false))
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>Adds what fits; false when nothing older can.</summary>
    private static async Task<bool> ReadFileAsync(
        FileStream file, long end, LogFileName name, LogQuery query, List<LogLineAt> found, CancellationToken cancellationToken)
    {
        await foreach (var (offset, line) in BackwardsLines.ReadAsync(file.SafeFileHandle, end, cancellationToken).ConfigureAwait(false))
        {
            if (TryRead(line, query, out var at, out var json))
            {
                found.Add(new LogLineAt(new LogPosition(name.Begun, offset), at, json));
                if (found.Count >= query.Limit)
                {
                    return false;
                }
            }

            // Lines of several threads stand in nearly the order of their times.
            if (at != default && query.From is { } from && at < from - s_disorder)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryRead(ReadOnlyMemory<byte> line, LogQuery query, out DateTimeOffset at, out JsonElement json)
    {
        (at, json) = (default, default);
        try
        {
            // A line that is being written is not whole yet.
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("timestamp", out var timestamp)
                || timestamp.ValueKind != JsonValueKind.String || !timestamp.TryGetDateTimeOffset(out at))
            {
                return false;
            }

            if (query.Text is { Length: > 0 } text && !Encoding.UTF8.GetString(line.Span).Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            if (!query.Fits(root, at))
            {
                return false;
            }

            json = root.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Null when it was rolled away in between.
    private static LogFileEntry? EntryOf(LogFileName name, FileInfo file)
    {
        try
        {
            return new LogFileEntry(name.ToString(), file.Length, name.Begun, new DateTimeOffset(file.LastWriteTimeUtc));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static FileStream OpenFile(FileInfo file) => new(
        file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
}

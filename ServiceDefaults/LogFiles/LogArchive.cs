using System.Text;
using System.Text.Json;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>Reads the log files of this replica. Files of other replicas in the same folder are not visible.</summary>
public sealed class LogArchive
{
    private static readonly TimeSpan s_disorder = TimeSpan.FromSeconds(10);

    private readonly RollingLog? _log;

    internal LogArchive(RollingLog? log) => _log = log;

    /// <summary>Lists the files, newest first; empty if no files are written.</summary>
    public IReadOnlyList<LogFileEntry> List() =>
        [.. (_log?.Slot.Files() ?? []).Select(file => EntryOf(file.Name, file.File)).OfType<LogFileEntry>()];

    /// <summary>Opens a file; null if this replica has no file of that name.</summary>
    /// <param name="name">A name from <see cref="List"/>. It is compared with the existing names and never made part of a path.</param>
    public FileStream? Open(string name)
    {
        var found = LogFileName.TryParse(name, out _) ? (_log?.Slot.Files() ?? []).Find(file => file.File.Name == name).File : null;
        try
        {
            return found is null ? null : OpenFile(found);
        }
        catch (FileNotFoundException)
        {
            // Deleted by rolling in the meantime.
            return null;
        }
    }

    /// <summary>Opens a file, as <see cref="Open"/>, limited to its present length: lines that are added later are not read.</summary>
    public Stream? OpenPresent(string name) => Open(name) is { } file ? new FileSnapshotStream(file) : null;

    /// <summary>Reads the lines that match a query, newest first.</summary>
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

    /// <summary>Adds the lines of a file that match. Returns false if older files cannot contain any.</summary>
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

            // Lines of different threads are only nearly in the order of their times.
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
            // A line may be incomplete while it is being written.
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

    // Null if the file was deleted by rolling in the meantime.
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

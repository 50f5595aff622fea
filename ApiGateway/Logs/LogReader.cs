using Platform.ServiceDefaults.LogFiles;

namespace Platform.ApiGateway.Logs;

/// <summary>Merges the logs of all services.</summary>
internal sealed class LogReader(LogArchive own, LogSources sources, LogClient client)
{
    private const string OwnId = "self";

    /// <summary>Lists the files of all replicas that answer, newest first.</summary>
    public async Task<(List<(string Service, LogFileEntry File)> Files, List<string> Unavailable)> ListAsync(string? service, string ownService, CancellationToken cancellationToken)
    {
        var asked = sources.Find(service);
        var answers = await Task.WhenAll(asked.Select(source => client.ListAsync(source, cancellationToken)));
        var files = new List<(string Service, LogFileEntry File)>();
        if (service is null || service == ownService)
        {
            files.AddRange(own.List().Select(file => (ownService, file)));
        }

        for (var i = 0; i < asked.Count; i++)
        {
            files.AddRange((answers[i] ?? []).Select(file => (asked[i].Service, file)));
        }

        files.Sort(static (one, other) => other.File.ModifiedAt.CompareTo(one.File.ModifiedAt));
        return (files, Unavailable(asked, answers));
    }

    /// <summary>Reads log lines of all replicas that answer, newest first, and the cursor of the next page; null at the end.</summary>
    public async Task<(List<LogLineAt> Lines, List<string> Unavailable, string? Next)> ReadAsync(
        string? service, string ownService, LogQuery query, Dictionary<string, LogPosition> shown, CancellationToken cancellationToken)
    {
        var asked = sources.Find(service);
        var answers = await Task.WhenAll(asked.Select(source => client.ReadAsync(source, query with { Before = PositionIn(shown, source.Id) }, cancellationToken)));
        var found = new List<(string Id, LogLineAt Line, DateTimeOffset At)>();
        if (service is null || service == ownService)
        {
            Add(found, OwnId, await own.ReadAsync(query with { Before = PositionIn(shown, OwnId) }, cancellationToken));
        }

        for (var i = 0; i < asked.Count; i++)
        {
            Add(found, asked[i].Id, answers[i] ?? []);
        }

        var lines = found.OrderByDescending(item => item.At).Take(query.Limit).ToList();
        var after = new Dictionary<string, LogPosition>(shown, StringComparer.Ordinal);
        foreach (var (id, line, _) in lines)
        {
            if (!after.TryGetValue(id, out var furthest) || IsBefore(line.Position, furthest))
            {
                after[id] = line.Position;
            }
        }

        var isEnd = lines.Count == found.Count && lines.Count < query.Limit;
        return ([.. lines.Select(item => item.Line)], Unavailable(asked, answers), isEnd ? null : LogCursor.Write(after));
    }

    /// <summary>
    /// Adds the lines of a replica. Lines of different threads are only nearly in the order of their times, but must keep the order of their
    /// positions, or the cursor would skip lines: a line that is out of order is sorted by its successor's time.
    /// </summary>
    private static void Add(List<(string Id, LogLineAt Line, DateTimeOffset At)> found, string id, IReadOnlyList<LogLineAt> lines)
    {
        var last = DateTimeOffset.MaxValue;
        foreach (var line in lines)
        {
            last = line.At < last ? line.At : last;
            found.Add((id, line, last));
        }
    }

    private static LogPosition? PositionIn(Dictionary<string, LogPosition> shown, string id) => shown.TryGetValue(id, out var position) ? position : null;

    private static bool IsBefore(LogPosition one, LogPosition other) => one.Begun < other.Begun || (one.Begun == other.Begun && one.Offset < other.Offset);

    private static List<string> Unavailable<T>(List<LogSource> asked, T?[] answers)
        where T : class => [.. asked.Where((_, i) => answers[i] is null).Select(source => source.Service).Distinct(StringComparer.Ordinal)];
}

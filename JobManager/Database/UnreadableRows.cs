using System.Diagnostics.Metrics;

namespace Platform.JobManager.Database;

/// <summary>
/// Tells of stored rows that cannot be given back, so that somebody may look: each once, and not so many that they are all there is to
/// read. Their lists go on without them.
/// </summary>
internal sealed partial class UnreadableRows
{
    /// <summary>What rows are of.</summary>
    public const string Message = "message", Job = "job", Attempt = "attempt", Audit = "audit";

    private const int MostKnown = 10_000;
    private const int LinesAtOnce = 20;
    private static readonly TimeSpan s_line = TimeSpan.FromSeconds(6);

    private readonly Lock _lock = new();
    private readonly HashSet<(string, object)> _known = [];
    private readonly Counter<long> _rows;
    private readonly TimeProvider _time;
    private readonly ILogger<UnreadableRows> _logger;
    private long _spoke;
    private double _lines = LinesAtOnce;

    public UnreadableRows(IMeterFactory meters, TimeProvider time, ILogger<UnreadableRows> logger)
    {
        (_time, _logger) = (time, logger);
        _spoke = time.GetTimestamp();
        _rows = meters.Create("Platform.Database").CreateCounter<long>("unreadable_rows", "{row}", "Stored rows that could not be given back, by what they are of; each once.");
        foreach (string of in (string[])[Message, Job, Attempt, Audit])
        {
            _rows.Add(0, new KeyValuePair<string, object?>("of", of));
        }
    }

    /// <summary>A row was met that cannot be given back.</summary>
    /// <param name="of">One of the names above.</param>
    /// <param name="id">Which row.</param>
    public void Note(string of, object id)
    {
        bool tells;
        lock (_lock)
        {
            if (_known.Count >= MostKnown)
            {
                _known.Clear();
            }

            if (!_known.Add((of, id)))
            {
                return;
            }

            _lines = Math.Min(LinesAtOnce, _lines + (_time.GetElapsedTime(_spoke) / s_line));
            _spoke = _time.GetTimestamp();
            tells = _lines >= 1;
            _lines -= tells ? 1 : 0;
        }

        _rows.Add(1, new KeyValuePair<string, object?>("of", of));
        if (tells)
        {
            Unreadable(of, id);
        }
    }

    [LoggerMessage(40, LogLevel.Warning, "The stored {Of} {Id} cannot be given back and is shown as unreadable", EventName = "row_unreadable")]
    private partial void Unreadable(string of, object id);
}

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Database;

/// <summary>
/// Tells of stored rows that cannot be given back, so that somebody may look: each once, and not so many that they are all there is to
/// read. Their lists go on without them.
/// </summary>
public sealed partial class UnreadableRows
{
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

    /// <summary>One for the service.</summary>
    /// <param name="kinds">What its rows are of: the values of the label <c>of</c>.</param>
    /// <param name="meters">Where <c>unreadable_rows_total</c> is made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it tells.</param>
    public UnreadableRows(IReadOnlyList<string> kinds, IMeterFactory meters, TimeProvider time, ILogger<UnreadableRows> logger)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(time);
        (_time, _logger) = (time, logger);
        _spoke = time.GetTimestamp();
        _rows = meters.Create("Platform.Database").CreateCounter<long>("unreadable_rows", "{row}", "Stored rows that could not be given back, by what they are of; each once.");
        foreach (var of in kinds)
        {
            _rows.Add(0, new KeyValuePair<string, object?>("of", of));
        }
    }

    /// <summary>A row was met that cannot be given back.</summary>
    /// <param name="of">One of the kinds.</param>
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

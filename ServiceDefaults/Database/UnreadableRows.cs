using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Database;

/// <summary>
/// Logs and counts stored rows that cannot be returned, so that an operator can examine them. Each row is logged once, and the rate is limited.
/// Lists are returned without these rows.
/// </summary>
public sealed partial class UnreadableRows
{
    private const int MaxKnown = 10_000;
    private const int MaxBurst = 20;
    private static readonly TimeSpan s_line = TimeSpan.FromSeconds(6);

    private readonly Lock _lock = new();
    private readonly HashSet<(string, object)> _known = [];
    private readonly Counter<long> _rows;
    private readonly TimeProvider _time;
    private readonly ILogger<UnreadableRows> _logger;
    private long _refilledAt;
    private double _lines = MaxBurst;

    /// <summary>Creates the log for one service.</summary>
    /// <param name="kinds">The kinds of rows: the values of the label <c>of</c>.</param>
    /// <param name="meters">Creates <c>unreadable_rows_total</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Receives the log entries.</param>
    public UnreadableRows(IReadOnlyList<string> kinds, IMeterFactory meters, TimeProvider time, ILogger<UnreadableRows> logger)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(time);
        (_time, _logger) = (time, logger);
        _refilledAt = time.GetTimestamp();
        _rows = meters.Create("Platform.Database").CreateCounter<long>("unreadable_rows", "{row}", "Stored rows that could not be given back, by what they are of; each once.");
        foreach (var of in kinds)
        {
            _rows.Add(0, new KeyValuePair<string, object?>("of", of));
        }
    }

    /// <summary>Records a row that cannot be returned.</summary>
    /// <param name="of">One of the kinds.</param>
    /// <param name="id">The id of the row.</param>
    public void Note(string of, object id)
    {
        bool isLogged;
        lock (_lock)
        {
            if (_known.Count >= MaxKnown)
            {
                _known.Clear();
            }

            if (!_known.Add((of, id)))
            {
                return;
            }

            _lines = Math.Min(MaxBurst, _lines + (_time.GetElapsedTime(_refilledAt) / s_line));
            _refilledAt = _time.GetTimestamp();
            isLogged = _lines >= 1;
            _lines -= isLogged ? 1 : 0;
        }

        _rows.Add(1, new KeyValuePair<string, object?>("of", of));
        if (isLogged)
        {
            Unreadable(of, id);
        }
    }

    [LoggerMessage(40, LogLevel.Warning, "Stored {Of} {Id} cannot be read and is shown as unreadable", EventName = "row_unreadable")]
    private partial void Unreadable(string of, object id);
}

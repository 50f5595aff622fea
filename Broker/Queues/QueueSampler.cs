using Microsoft.Extensions.Options;
using Platform.Broker.Database;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;

namespace Platform.Broker.Queues;

/// <summary>Samples the counts of all queues for metrics and for the limits of queues.</summary>
internal sealed class QueueSampler(
    BrokerDatabase database,
    QueueRegistry registry,
    QueueFigures figures,
    IOptions<QueueOptions> options,
    TimeProvider time,
    ILogger<QueueSampler> logger) : PeriodicLoop(time, logger)
{
    private static readonly string s_sample = BrokerSql.Files.Read<QueueSampler>("sample");

    // Never reduced: a series stays once it is exposed, so queues that are created and deleted must not each add series.
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    protected override TimeSpan Interval => options.Value.SampleInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        await database.Pipeline.ExecuteAsync(async token => await SampleAsync(token), cancellationToken);
        return false;
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        var labels = new Dictionary<int, string>();
        var named = new List<QueueFigure>();
        var other = new QueueFigure(QueueFigures.Other, 0, 0, 0, null);
        var totals = new QueueTotals { Queues = registry.Count };
        await using var command = database.Query.CreateCommand(s_sample);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetInt32(0);
            var name = reader.TextOrNull(1);
            var pending = reader.GetInt64(3);
            var processing = reader.GetInt64(4);
            var failed = reader.GetInt64(6);
            var oldest = reader.TimeOrNull(7);
            totals.Published += reader.GetInt64(2);
            totals.Pending += pending;
            totals.Processing += processing;
            totals.Processed += reader.GetInt64(5);
            totals.Failed += failed;
            if (registry.Find(id) is { } known)
            {
                known.Live = pending + processing + failed;
            }

            if (name is not null && HasSeries(name))
            {
                labels.Add(id, name);
                named.Add(new QueueFigure(name, pending, processing, failed, oldest));
            }
            else
            {
                other = new QueueFigure(
                    QueueFigures.Other, other.Pending + pending, other.Processing + processing, other.Failed + failed,
                    oldest is null || other.Oldest < oldest ? other.Oldest : oldest);
            }
        }

        // A queue can have the name of the label for all others.
        named.RemoveAll(figure => figure.Label == QueueFigures.Other);
        var removed = _names.Except(named.Select(figure => figure.Label)).Where(name => name != QueueFigures.Other).Select(name => new QueueFigure(name, 0, 0, 0, null));
        figures.Store(totals, [.. named, .. removed, other], labels);
    }

    private bool HasSeries(string name) => _names.Contains(name) || (_names.Count < options.Value.Measured && _names.Add(name));
}

using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.Worker.Reports;

/// <summary>Collects the items that are sent to JobManager in one message.</summary>
internal sealed class OutgoingReport
{
    private static readonly JobError s_unreadable = new("result_unreadable", "The result cannot be kept: it is no readable JSON.", Retryable: false);

    private List<AttemptStarted>? _started;
    private List<AttemptRef>? _held;
    private List<AttemptProgressed>? _progressed;
    private List<AttemptCompleted>? _completed;
    private List<BlockOffer>? _offeredBlocks;
    private List<AttemptStarted>? _startedBlocks;
    private List<AttemptRef>? _heldBlocks;
    private List<AttemptCompleted>? _completedBlocks;
    private int? _longSlots;
    private string? _processors;
    private readonly List<IReportReceipt> _receipts = [];

    public int Count { get; private set; }

    // Blocks have no results: their words are in object storage.
    private BlockReport? Blocks => _offeredBlocks is null && _startedBlocks is null && _heldBlocks is null && _completedBlocks is null
        ? null
        : new BlockReport(_offeredBlocks, _startedBlocks, _heldBlocks, _completedBlocks);

    public void Add(ReportItem item)
    {
        Append(ref _started, item.Started);
        Append(ref _held, item.Held);
        Append(ref _progressed, item.Progressed);
        Append(ref _completed, item.Completed);
        Append(ref _offeredBlocks, item.Blocks?.Offered);
        Append(ref _startedBlocks, item.Blocks?.Started);
        Append(ref _heldBlocks, item.Blocks?.Held);
        Append(ref _completedBlocks, item.Blocks?.Completed);
        _longSlots = item.LongSlots ?? _longSlots;
        _processors = item.Processors ?? _processors;
        if (item.Receipt is { } receipt)
        {
            _receipts.Add(receipt);
        }

        Count += item.Count;
    }

    /// <summary>
    /// Serialises the body of the message. An attempt whose result cannot be serialised is reported as failed, and the other items are unaffected.
    /// </summary>
    public byte[] Serialize(string workerId, DateTimeOffset sentAt)
    {
        try
        {
            return ToBytes(new WorkerReport(workerId, sentAt, _started, _held, _progressed, _completed, _longSlots, _processors, Blocks));
        }
        catch (Exception error) when (IsUnwritable(error))
        {
            return ToBytes(new WorkerReport(
                workerId,
                sentAt,
                _started,
                _held,
                _progressed?.ConvertAll(static progressed => IsWritable(progressed.Checkpoint) ? progressed : progressed with { Checkpoint = null }),
                _completed?.ConvertAll(static end => IsWritable(end.Result) ? end : end with { Outcome = AttemptOutcome.Failed, Result = null, Error = s_unreadable }),
                _longSlots,
                _processors,
                Blocks));
        }
    }

    private static byte[] ToBytes(WorkerReport report) => JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.WorkerReport);

    private static bool IsWritable(JsonElement? value)
    {
        try
        {
            _ = JsonSerializer.SerializeToUtf8Bytes(value, ContractsJson.Default.NullableJsonElement);
            return true;
        }
        catch (Exception error) when (IsUnwritable(error))
        {
            return false;
        }
    }

    /// <summary>Determines whether an error says that a value cannot be serialised, for instance because of a lone surrogate or a disposed document.</summary>
    private static bool IsUnwritable(Exception error) => error is JsonException or InvalidOperationException or ArgumentException;

    public void Confirmed()
    {
        foreach (var receipt in _receipts)
        {
            receipt.Confirmed();
        }
    }

    private static void Append<T>(ref List<T>? list, IReadOnlyList<T>? items)
    {
        if (items is { Count: > 0 })
        {
            (list ??= []).AddRange(items);
        }
    }
}

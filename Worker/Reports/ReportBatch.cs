using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Messaging;

namespace Platform.Worker.Reports;

/// <summary>Items on their way in one message.</summary>
internal sealed class ReportBatch
{
    private List<AttemptStarted>? _started;
    private List<AttemptRef>? _held;
    private List<AttemptProgressed>? _progressed;
    private List<AttemptCompleted>? _completed;
    private readonly List<IReportReceipt> _receipts = [];

    public int Count { get; private set; }

    public void Add(ReportItem item)
    {
        Append(ref _started, item.Started);
        Append(ref _held, item.Held);
        Append(ref _progressed, item.Progressed);
        Append(ref _completed, item.Completed);
        if (item.Receipt is { } receipt)
        {
            _receipts.Add(receipt);
        }

        Count += item.Count;
    }

    public byte[] Serialize(string workerId, DateTimeOffset sentAt) => JsonSerializer.SerializeToUtf8Bytes(
        new WorkerReport(workerId, sentAt, _started, _held, _progressed, _completed),
        ContractsJson.Default.WorkerReport);

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

using Platform.Contracts.Messaging;

namespace Platform.Worker.Reports;

/// <summary>Something to tell JobManager. Items that wait together go out in one message.</summary>
internal sealed record ReportItem
{
    public IReadOnlyList<AttemptStarted>? Started { get; init; }

    public IReadOnlyList<AttemptRef>? Held { get; init; }

    public IReadOnlyList<AttemptProgressed>? Progressed { get; init; }

    public IReadOnlyList<AttemptCompleted>? Completed { get; init; }

    /// <summary>How many long jobs this worker runs at a time.</summary>
    public int? LongPlaces { get; init; }

    /// <summary>Told when the broker has the item on disk; null when nobody asks.</summary>
    public IReportReceipt? Receipt { get; init; }

    public int Count => (Started?.Count ?? 0) + (Held?.Count ?? 0) + (Progressed?.Count ?? 0) + (Completed?.Count ?? 0);
}

/// <summary>Waits for the broker's confirm of an item.</summary>
internal interface IReportReceipt
{
    /// <summary>Called once, after the confirm, on the sender's task: has to be short.</summary>
    void Confirmed();
}

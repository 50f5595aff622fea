using Platform.Contracts.Messaging;

namespace Platform.Worker.Reports;

/// <summary>Represents an item to report to JobManager. Items that wait together are sent in one message.</summary>
internal sealed record ReportItem
{
    public IReadOnlyList<AttemptStarted>? Started { get; init; }

    public IReadOnlyList<AttemptRef>? Held { get; init; }

    public IReadOnlyList<AttemptProgressed>? Progressed { get; init; }

    public IReadOnlyList<AttemptCompleted>? Completed { get; init; }

    /// <summary>Gets the number of long jobs that this worker runs at a time.</summary>
    public int? LongSlots { get; init; }

    /// <summary>Gets the processors that this worker shares with others.</summary>
    public string? Processors { get; init; }

    /// <summary>Gets what concerns blocks of recordings.</summary>
    public BlockReport? Blocks { get; init; }

    /// <summary>Gets the receiver of RabbitMQ's confirm; null if none is needed.</summary>
    public IReportReceipt? Receipt { get; init; }

    public int Count => (Started?.Count ?? 0) + (Held?.Count ?? 0) + (Progressed?.Count ?? 0) + (Completed?.Count ?? 0) + (Blocks is null ? 0 : 1);
}

/// <summary>Receives RabbitMQ's confirm of an item.</summary>
internal interface IReportReceipt
{
    /// <summary>Handles the confirm. Called once, on the sender's task; must return quickly.</summary>
    void Confirmed();
}

using Platform.Contracts.Messaging;

namespace Platform.JobManager.Reports;

/// <summary>A message from the queue <c>jobs.reports</c>.</summary>
/// <param name="DeliveryTag">Acknowledges the message.</param>
/// <param name="Report">The report; null if it could not be read.</param>
internal readonly record struct ReceivedReport(ulong DeliveryTag, WorkerReport? Report);

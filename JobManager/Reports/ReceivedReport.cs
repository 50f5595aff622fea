using Platform.Contracts.Messaging;

namespace Platform.JobManager.Reports;

/// <summary>A message of <c>jobs.reports</c>; null when it could not be read.</summary>
internal readonly record struct ReceivedReport(ulong DeliveryTag, WorkerReport? Report);

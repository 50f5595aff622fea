using System.Text.Json;

namespace Platform.Contracts.PublicApi;

/// <summary><c>GET /stats</c>. Requests are those of the gateway that answers, messages those of the whole platform.</summary>
/// <param name="StartTime">Start of the gateway, UTC.</param>
/// <param name="UptimeSeconds">Since then.</param>
/// <param name="UptimeHuman">Such as <c>2d 5h 10m 3s</c>.</param>
/// <param name="RequestsTotal">Requests answered, those for documentation, health and metrics left out.</param>
/// <param name="RequestsByRoute">By route template and method.</param>
/// <param name="RequestsByStatus">By HTTP status.</param>
/// <param name="QueuesTotal">Queues that exist.</param>
/// <param name="MessagesTotal">Messages published, ever.</param>
/// <param name="MessagesPending">Waiting.</param>
/// <param name="MessagesProcessing">Delivered and not acknowledged.</param>
/// <param name="MessagesProcessed">Acknowledged, ever.</param>
/// <param name="MessagesFailed">In the dead letters.</param>
/// <param name="LastError">The last fault of ours that a request met; null when none.</param>
/// <param name="LastErrorTimestamp">When, UTC.</param>
/// <param name="System">Host and process.</param>
/// <param name="BrokerSpecific">How the broker is made.</param>
public sealed record StatsResponse(
    DateTimeOffset StartTime,
    double UptimeSeconds,
    string UptimeHuman,
    long RequestsTotal,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> RequestsByRoute,
    IReadOnlyDictionary<string, long> RequestsByStatus,
    long QueuesTotal,
    long MessagesTotal,
    long MessagesPending,
    long MessagesProcessing,
    long MessagesProcessed,
    long MessagesFailed,
    string? LastError,
    DateTimeOffset? LastErrorTimestamp,
    SystemStats System,
    IReadOnlyDictionary<string, string> BrokerSpecific);

/// <summary>The host and the gateway's process.</summary>
/// <param name="RuntimeVersion">Of .NET.</param>
/// <param name="Platform">The operating system.</param>
/// <param name="CpuPercent">Of the whole host, 0 to 100.</param>
/// <param name="MemoryTotalGb">GiB.</param>
/// <param name="MemoryAvailableGb">GiB.</param>
/// <param name="MemoryUsedGb">GiB.</param>
/// <param name="MemoryPercent">0 to 100.</param>
/// <param name="DiskUsage">By mount point.</param>
/// <param name="ProcessMemoryRssMb">MiB in memory.</param>
/// <param name="ProcessMemoryVmsMb">MiB of address space.</param>
/// <param name="ProcessMemoryMb">MiB in memory.</param>
/// <param name="ProcessCpuPercent">Of one processor; may exceed 100.</param>
/// <param name="LoadAverage">Over 1, 5 and 15 minutes, or the text <c>N/A</c>.</param>
/// <param name="CpuCountLogical">Processors.</param>
/// <param name="CpuCountPhysical">Cores.</param>
/// <param name="OpenFileDescriptors">A number, or the text <c>N/A</c>.</param>
/// <param name="ThreadCount">Of the process.</param>
public sealed record SystemStats(
    string RuntimeVersion,
    string Platform,
    double CpuPercent,
    double MemoryTotalGb,
    double MemoryAvailableGb,
    double MemoryUsedGb,
    double MemoryPercent,
    IReadOnlyDictionary<string, DiskStats> DiskUsage,
    double ProcessMemoryRssMb,
    double ProcessMemoryVmsMb,
    double ProcessMemoryMb,
    double ProcessCpuPercent,
    JsonElement LoadAverage,
    int CpuCountLogical,
    int CpuCountPhysical,
    JsonElement OpenFileDescriptors,
    int ThreadCount);

/// <summary>A mounted file system.</summary>
/// <param name="Total">GiB.</param>
/// <param name="Used">GiB.</param>
/// <param name="Free">GiB.</param>
/// <param name="Percent">Used, 0 to 100.</param>
public sealed record DiskStats(double Total, double Used, double Free, double Percent);

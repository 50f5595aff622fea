using System.Text.Json;

namespace Platform.Contracts.PublicApi;

/// <summary>Holds statistics: <c>GET /stats</c>. Requests are those of the gateway that answers, messages those of the whole platform.</summary>
/// <param name="StartTime">The start of the gateway, UTC.</param>
/// <param name="UptimeSeconds">The seconds since then.</param>
/// <param name="UptimeHuman">The same for people, such as <c>2d 5h 10m 3s</c>.</param>
/// <param name="RequestsTotal">The number of requests, except for documentation, health and metrics.</param>
/// <param name="RequestsByRoute">The number of requests by route template and method.</param>
/// <param name="RequestsByStatus">The number of requests by HTTP status.</param>
/// <param name="QueuesTotal">The number of queues.</param>
/// <param name="MessagesTotal">The number of messages ever published.</param>
/// <param name="MessagesPending">The number of pending messages.</param>
/// <param name="MessagesProcessing">The number of messages that are delivered and not acknowledged.</param>
/// <param name="MessagesProcessed">The number of messages ever acknowledged.</param>
/// <param name="MessagesFailed">The number of dead letters.</param>
/// <param name="LastError">The last internal error of a request; null if there was none.</param>
/// <param name="LastErrorTimestamp">When it occurred, UTC.</param>
/// <param name="System">Figures of host and process.</param>
/// <param name="BrokerSpecific">Details of the broker's implementation.</param>
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

/// <summary>Holds figures of the host and the gateway's process.</summary>
/// <param name="RuntimeVersion">The version of .NET.</param>
/// <param name="Platform">The operating system.</param>
/// <param name="CpuPercent">The CPU usage of the host, 0 to 100.</param>
/// <param name="MemoryTotalGb">The memory of the host in GiB.</param>
/// <param name="MemoryAvailableGb">The available memory in GiB.</param>
/// <param name="MemoryUsedGb">The used memory in GiB.</param>
/// <param name="MemoryPercent">The used memory, 0 to 100.</param>
/// <param name="DiskUsage">The disk usage by mount point.</param>
/// <param name="ProcessMemoryRssMb">The resident memory of the process in MiB.</param>
/// <param name="ProcessMemoryVmsMb">The address space of the process in MiB.</param>
/// <param name="ProcessMemoryMb">The resident memory of the process in MiB.</param>
/// <param name="ProcessCpuPercent">The CPU usage of the process in percent of one processor; may exceed 100.</param>
/// <param name="LoadAverage">The load average over 1, 5 and 15 minutes, or the text <c>N/A</c>.</param>
/// <param name="CpuCountLogical">The number of logical processors.</param>
/// <param name="CpuCountPhysical">The number of cores.</param>
/// <param name="OpenFileDescriptors">A number, or the text <c>N/A</c>.</param>
/// <param name="ThreadCount">The number of threads of the process.</param>
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

/// <summary>Holds the usage of a mounted file system.</summary>
/// <param name="Total">The size in GiB.</param>
/// <param name="Used">The used space in GiB.</param>
/// <param name="Free">The free space in GiB.</param>
/// <param name="Percent">The used space, 0 to 100.</param>
public sealed record DiskStats(double Total, double Used, double Free, double Percent);

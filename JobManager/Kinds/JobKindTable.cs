using System.Diagnostics.CodeAnalysis;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Kinds;

/// <summary>The kinds of job that are accepted.</summary>
internal static class JobKindTable
{
    private static readonly Dictionary<string, JobKindDefinition> s_kinds = new[]
    {
        new JobKindDefinition(JobKinds.Captions, JobQueues.LongLane, DefaultMaxAttempts: 3, DefaultTimeoutSeconds: 4 * 3600),
        new JobKindDefinition(JobKinds.Probe, JobQueues.ShortLane, DefaultMaxAttempts: 3, DefaultTimeoutSeconds: null),
    }.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<JobKindDefinition> All => s_kinds.Values;

    /// <summary>Names of the short ones.</summary>
    public static string[] ShortKinds { get; } = [.. s_kinds.Values.Where(kind => kind.IsShort).Select(kind => kind.Name)];

    public static bool TryGet(string name, [NotNullWhen(true)] out JobKindDefinition? kind) => s_kinds.TryGetValue(name, out kind);

    /// <summary>The definition of a stored job's kind; one that is no longer known is treated as long.</summary>
    public static JobKindDefinition Get(string name) =>
        s_kinds.TryGetValue(name, out JobKindDefinition? kind) ? kind : new JobKindDefinition(name, JobQueues.LongLane, 3, null);
}

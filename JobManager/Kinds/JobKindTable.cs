using System.Diagnostics.CodeAnalysis;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Kinds;

/// <summary>The known kinds of jobs.</summary>
internal static class JobKindTable
{
    private static readonly Dictionary<string, JobKindDefinition> s_kinds = new[]
    {
        new JobKindDefinition(JobKinds.Captions, JobQueues.LongLane, DefaultMaxAttempts: 3, DefaultTimeoutSeconds: 4 * 3600),
        new JobKindDefinition(JobKinds.CaptionedVideo, JobQueues.LongLane, DefaultMaxAttempts: 3, DefaultTimeoutSeconds: 6 * 3600),
        new JobKindDefinition(JobKinds.Probe, JobQueues.ShortLane, DefaultMaxAttempts: 3, DefaultTimeoutSeconds: null),
    }.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>All kinds.</summary>
    public static IReadOnlyCollection<JobKindDefinition> All => s_kinds.Values;

    /// <summary>The names of the short kinds.</summary>
    public static string[] ShortKinds { get; } = [.. s_kinds.Values.Where(kind => kind.IsShort).Select(kind => kind.Name)];

    /// <summary>Finds a kind by its name; false if it is unknown.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out JobKindDefinition? kind) => s_kinds.TryGetValue(name, out kind);

    /// <summary>The kind of a stored job. A kind that is not known any more is treated as long.</summary>
    public static JobKindDefinition Get(string name) =>
        s_kinds.TryGetValue(name, out var kind) ? kind : new JobKindDefinition(name, JobQueues.LongLane, 3, null);
}

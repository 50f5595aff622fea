using System.Text.Json.Serialization;
using Google.Protobuf.Collections;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.JobManager.Jobs;

/// <summary>The details of a bulk action in the audit log.</summary>
/// <param name="Filter">The filter of the action.</param>
/// <param name="Matched">The number of jobs on the page that match the filter.</param>
/// <param name="Changed">The number of jobs that were changed.</param>
internal sealed record BulkDetail(AuditedFilter Filter, long Matched, long Changed);

/// <summary>The filter of a bulk action as JSON of the audit log. Conditions that were not used are null, and left out of the JSON.</summary>
/// <param name="OwnerId">The owner of the jobs.</param>
/// <param name="States">The states.</param>
/// <param name="Kinds">The kinds.</param>
/// <param name="Tags">The tags, of which a job has all.</param>
/// <param name="Priorities">The priorities.</param>
/// <param name="Text">A text in the title, input or id.</param>
/// <param name="CreatedAfter">The earliest time of creation.</param>
/// <param name="CreatedBefore">The time before which jobs were created.</param>
/// <param name="Ids">The ids.</param>
internal sealed record AuditedFilter(
    Guid? OwnerId,
    IReadOnlyList<JobState>? States,
    IReadOnlyList<string>? Kinds,
    IReadOnlyList<string>? Tags,
    IReadOnlyList<JobPriority>? Priorities,
    string? Text,
    DateTimeOffset? CreatedAfter,
    DateTimeOffset? CreatedBefore,
    IReadOnlyList<Guid>? Ids)
{
    /// <summary>Converts the filter of a request.</summary>
    public static AuditedFilter Of(JobFilter filter) => new(
        filter.OwnerId.ToGuidOrNull(),
        ListOf(filter.States, static state => (JobState)state),
        ListOf(filter.Kinds, static kind => kind),
        ListOf(filter.Tags, static tag => tag),
        ListOf(filter.Priorities, static priority => (JobPriority)priority),
        filter.HasText ? filter.Text : null,
        filter.CreatedAfter?.ToDateTimeOffset(),
        filter.CreatedBefore?.ToDateTimeOffset(),
        ListOf(filter.Ids, static id => id.ToGuid()));

    private static List<TResult>? ListOf<T, TResult>(RepeatedField<T> items, Func<T, TResult> convert) =>
        items.Count == 0 ? null : [.. items.Select(convert)];
}

/// <summary>Writes audit details as JSON with the property names of the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BulkDetail))]
internal sealed partial class AuditJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Google.Protobuf.Collections;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.JobManager.Jobs;

/// <summary>What the audit table says of a bulk action.</summary>
internal sealed record BulkDetail(AuditedFilter Filter, long Matched, long Changed);

/// <summary>The filter of a bulk action as it is written to the audit table: only what was asked for.</summary>
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

/// <summary>JSON of audit details, in the names of the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BulkDetail))]
internal sealed partial class AuditJson : JsonSerializerContext;

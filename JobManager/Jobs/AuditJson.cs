using System.Text.Json.Serialization;
using Platform.Contracts.Internal;

namespace Platform.JobManager.Jobs;

/// <summary>The details of a bulk action in the audit log.</summary>
/// <param name="Filter">The filter of the action.</param>
/// <param name="Matched">The number of jobs on the page that match the filter.</param>
/// <param name="Changed">The number of jobs that were changed.</param>
internal sealed record BulkDetail(JobFilter Filter, long Matched, long Changed);

/// <summary>Writes audit details as JSON with the property names of the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BulkDetail))]
internal sealed partial class AuditJson : JsonSerializerContext;

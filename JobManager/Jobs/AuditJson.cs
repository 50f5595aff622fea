using System.Text.Json.Serialization;
using Platform.Contracts.Internal;

namespace Platform.JobManager.Jobs;

/// <summary>What the audit table says of a bulk action.</summary>
internal sealed record BulkDetail(JobFilter Filter, long Matched, long Changed);

/// <summary>JSON of audit details, in the names of the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BulkDetail))]
internal sealed partial class AuditJson : JsonSerializerContext;

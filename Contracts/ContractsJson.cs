using System.Text.Json.Serialization;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;

namespace Platform.Contracts;

/// <summary>Serialises the internal HTTP API and the messages: snake_case names, nulls omitted, enums by their snake_case names.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SubmitJobs))]
[JsonSerializable(typeof(SubmitJobsResult))]
[JsonSerializable(typeof(JobSearch))]
[JsonSerializable(typeof(JobSearchResult))]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(ActOnJob))]
[JsonSerializable(typeof(ActOnJobs))]
[JsonSerializable(typeof(ActedOnJobs))]
[JsonSerializable(typeof(ReplaceResult))]
[JsonSerializable(typeof(JobLogPage))]
[JsonSerializable(typeof(IReadOnlyList<JobAttempt>))]
[JsonSerializable(typeof(IReadOnlyList<WebhookDelivery>))]
[JsonSerializable(typeof(IReadOnlyList<AuditEntry>))]
[JsonSerializable(typeof(NewAuditEntry))]
[JsonSerializable(typeof(BacklogSummary))]
[JsonSerializable(typeof(ReadyQueues))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(JobPack))]
[JsonSerializable(typeof(WorkerReport))]
[JsonSerializable(typeof(WorkerCommand))]
[JsonSerializable(typeof(JobChanges))]
[JsonSerializable(typeof(CaptionsInput))]
[JsonSerializable(typeof(CaptionsResult))]
[JsonSerializable(typeof(CaptionDocument))]
public sealed partial class ContractsJson : JsonSerializerContext;

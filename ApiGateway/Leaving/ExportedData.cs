using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Leaving;

/// <summary>account.json.</summary>
internal sealed record ExportedAccount(Guid Id, string Email, DateTimeOffset CreatedAt, IReadOnlyList<string> Roles, DateTimeOffset? SecondFactorSince, string Language, DateTimeOffset ExportedAt);

/// <summary>An item of security-events.json.</summary>
internal sealed record ExportedEvent(Guid Id, DateTimeOffset At, string Event, string? Address, string? Detail);

/// <summary>An item of uploads.json; its bytes are left out.</summary>
internal sealed record ExportedUpload(Guid Id, string? FileName, string? ContentType, long Length, long Received, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>An item of queues.json: a queue of one's own with whom it is shared with, or one that another shares. Messages are left out.</summary>
internal sealed record ExportedQueue(string Name, bool IsOwn, IReadOnlyList<QueueRight> Rights, QueueResponse? Queue, IReadOnlyList<ExportedShare>? SharedWith);

/// <summary>What another user may do with a queue.</summary>
internal sealed record ExportedShare(Guid UserId, IReadOnlyList<QueueRight> Rights, DateTimeOffset GrantedAt);

/// <summary>A line of jobs.ndjson.</summary>
/// <param name="Job">The job.</param>
/// <param name="Captions">Its captions as they stand, edits included; null where it has none.</param>
internal sealed record ExportedJob(JobResponse Job, CaptionDocument? Captions);

/// <summary>JSON of exports, in the names of the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ExportedAccount))]
[JsonSerializable(typeof(ExportedEvent))]
[JsonSerializable(typeof(ExportedUpload))]
[JsonSerializable(typeof(ExportedQueue))]
[JsonSerializable(typeof(ExportedJob))]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(AccountCaptions))]
internal sealed partial class ExportJson : JsonSerializerContext;

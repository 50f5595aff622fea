using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.AccountRemoval;

/// <summary>Represents account.json.</summary>
internal sealed record ExportedAccount(Guid Id, string Email, DateTimeOffset CreatedAt, IReadOnlyList<string> Roles, DateTimeOffset? SecondFactorSince, string Language, DateTimeOffset ExportedAt);

/// <summary>Represents an item of security-events.json.</summary>
internal sealed record ExportedEvent(Guid Id, DateTimeOffset At, string Event, string? Address, string? Detail);

/// <summary>Represents an item of uploads.json, without its content.</summary>
internal sealed record ExportedUpload(Guid Id, string? FileName, string? ContentType, long Length, long Received, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>
/// Represents an item of queues.json: an own queue with the users it is shared with, or a queue shared by another user. Messages are not included.
/// </summary>
internal sealed record ExportedQueue(string Name, bool IsOwn, IReadOnlyList<QueueRight> Rights, QueueResponse? Queue, IReadOnlyList<ExportedShare>? SharedWith);

/// <summary>Represents the rights of another user to a queue.</summary>
internal sealed record ExportedShare(Guid UserId, IReadOnlyList<QueueRight> Rights, DateTimeOffset GrantedAt);

/// <summary>Represents a line of jobs.ndjson.</summary>
/// <param name="Job">The job.</param>
/// <param name="Captions">The current captions, edits included; null if there are none.</param>
internal sealed record ExportedJob(JobResponse Job, CaptionDocument? Captions);

/// <summary>Serialises exports with the names of the API.</summary>
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
[JsonSerializable(typeof(CaptionLink))]
[JsonSerializable(typeof(CaptionComment))]
[JsonSerializable(typeof(JobEditor))]
internal sealed partial class ExportJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;

namespace Platform.Client.Queues;

/// <summary>Serialises the public API: snake_case names, nulls omitted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CreateQueueRequest))]
[JsonSerializable(typeof(UpdateQueueRequest))]
[JsonSerializable(typeof(QueueResponse))]
[JsonSerializable(typeof(IReadOnlyList<QueueResponse>))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(PublishedMessage))]
[JsonSerializable(typeof(PublishedMessages))]
[JsonSerializable(typeof(ConsumedMessages))]
[JsonSerializable(typeof(MessageResponse))]
[JsonSerializable(typeof(PageResponse<MessageResponse>))]
[JsonSerializable(typeof(AckRequest))]
[JsonSerializable(typeof(NackRequest))]
[JsonSerializable(typeof(ExtendRequest))]
[JsonSerializable(typeof(AckManyRequest))]
[JsonSerializable(typeof(NackManyRequest))]
[JsonSerializable(typeof(SettledMessage))]
[JsonSerializable(typeof(SettledMessages))]
[JsonSerializable(typeof(DeadLettersRequest))]
[JsonSerializable(typeof(MessagesAffected))]
[JsonSerializable(typeof(StatsResponse))]
[JsonSerializable(typeof(CreateJobRequest))]
[JsonSerializable(typeof(CaptionsInput))]
[JsonSerializable(typeof(CaptionedVideoInput))]
[JsonSerializable(typeof(JobAccepted))]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(ListResponse<JobResponse>))]
[JsonSerializable(typeof(CaptionDocument))]
[JsonSerializable(typeof(ReplaceCaptionsRequest))]
[JsonSerializable(typeof(CaptionRevision))]
[JsonSerializable(typeof(ListResponse<CaptionRevision>))]
[JsonSerializable(typeof(RenameRevisionRequest))]
[JsonSerializable(typeof(RecogniseAgainRequest))]
[JsonSerializable(typeof(AccountCaptions))]
[JsonSerializable(typeof(CreateLinkRequest))]
[JsonSerializable(typeof(CaptionLink))]
[JsonSerializable(typeof(ListResponse<CaptionLink>))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class ClientJson : JsonSerializerContext;

/// <summary>Represents problem details (RFC 9457) of the platform.</summary>
internal sealed record Refusal(string? Title = null, string? Detail = null, string? Code = null, IReadOnlyDictionary<string, string[]>? Errors = null, string? TraceId = null);

using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(ListResponse<ApiKeyResponse>))]
[JsonSerializable(typeof(CreateJobRequest))]
[JsonSerializable(typeof(CaptionsInput))]
[JsonSerializable(typeof(CaptionsResult))]
[JsonSerializable(typeof(JobAccepted))]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(PageResponse<JobResponse>))]
[JsonSerializable(typeof(BulkRequest))]
[JsonSerializable(typeof(ActOnJobsResult))]
[JsonSerializable(typeof(JobLogPage))]
[JsonSerializable(typeof(ListResponse<JobAttempt>))]
[JsonSerializable(typeof(ListResponse<WebhookDelivery>))]
[JsonSerializable(typeof(CaptionDocument))]
[JsonSerializable(typeof(EditCaptionsRequest))]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(JobLogEvent))]
[JsonSerializable(typeof(AlertsResponse))]
[JsonSerializable(typeof(ListResponse<SilenceResponse>))]
[JsonSerializable(typeof(SilenceResponse))]
[JsonSerializable(typeof(CreateSilenceRequest))]
[JsonSerializable(typeof(IReadOnlyList<QueueResponse>))]
[JsonSerializable(typeof(QueueResponse))]
[JsonSerializable(typeof(CreateQueueRequest))]
[JsonSerializable(typeof(UpdateQueueRequest))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(PublishedMessage))]
[JsonSerializable(typeof(MessageResponse))]
[JsonSerializable(typeof(PageResponse<MessageResponse>))]
[JsonSerializable(typeof(DeadLettersRequest))]
[JsonSerializable(typeof(MessagesAffected))]
[JsonSerializable(typeof(ShareQueueRequest))]
[JsonSerializable(typeof(ListResponse<QueueShare>))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class GatewayJson : JsonSerializerContext;

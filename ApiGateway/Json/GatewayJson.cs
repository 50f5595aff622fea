using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Json;

/// <summary>
/// Serialises the public API: snake_case names; unknown and repeated members are refused, times are validated, and nulls are omitted from responses.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    Converters =
    [
        typeof(MomentConverter), typeof(FiniteNumberConverter), typeof(NamedEnumConverter<JobPriority>), typeof(NamedEnumConverter<JobAction>), typeof(NamedEnumConverter<JobState>),
        typeof(NamedEnumConverter<QueueRight>), typeof(NamedEnumConverter<MessageStatus>), typeof(NamedEnumConverter<IncidentState>), typeof(NamedEnumConverter<IncidentSeverity>), typeof(NamedEnumConverter<IncidentEventType>),
        typeof(NamedEnumConverter<ChannelType>), typeof(NamedEnumConverter<DeliveryState>),
        typeof(NamedEnumConverter<PlatformPart>), typeof(NamedEnumConverter<PartLevel>), typeof(NamedEnumConverter<NoticeStage>),
    ])]
[JsonSerializable(typeof(StatusPageResponse))]
[JsonSerializable(typeof(NoticeResponse))]
[JsonSerializable(typeof(PlannedWorkResponse))]
[JsonSerializable(typeof(PublishNoticeRequest))]
[JsonSerializable(typeof(PlanWorkRequest))]
[JsonSerializable(typeof(CreateJobRequest))]
[JsonSerializable(typeof(CreateJobsRequest))]
[JsonSerializable(typeof(CreateJobsResponse))]
[JsonSerializable(typeof(CaptionsInput))]
[JsonSerializable(typeof(CaptionsInputFields))]
[JsonSerializable(typeof(CaptionedVideoInput))]
[JsonSerializable(typeof(AccountCaptions))]
[JsonSerializable(typeof(RecogniseAgainRequest))]
[JsonSerializable(typeof(ListResponse<JobResponse>))]
[JsonSerializable(typeof(JobAccepted))]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(PageResponse<JobResponse>))]
[JsonSerializable(typeof(BulkRequest))]
[JsonSerializable(typeof(ActOnJobsResult))]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(JobLogEvent))]
[JsonSerializable(typeof(JobLogPage))]
[JsonSerializable(typeof(JobLimitsResponse))]
[JsonSerializable(typeof(JobsProgress))]
[JsonSerializable(typeof(ListResponse<JobAttempt>))]
[JsonSerializable(typeof(ListResponse<WebhookDelivery>))]
[JsonSerializable(typeof(ListResponse<AuditEntry>))]
[JsonSerializable(typeof(ListResponse<ApiKeyResponse>))]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(SetLanguageRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(VerifyEmailRequest))]
[JsonSerializable(typeof(ChangeEmailRequest))]
[JsonSerializable(typeof(ConfirmEmailChangeRequest))]
[JsonSerializable(typeof(ForgottenPasswordRequest))]
[JsonSerializable(typeof(ResetPasswordRequest))]
[JsonSerializable(typeof(AccountSettingsResponse))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(SecondFactorResponse))]
[JsonSerializable(typeof(BeginSecondFactorRequest))]
[JsonSerializable(typeof(SecondFactorSecretResponse))]
[JsonSerializable(typeof(SecondFactorCodeRequest))]
[JsonSerializable(typeof(RecoveryCodesResponse))]
[JsonSerializable(typeof(RemoveSecondFactorRequest))]
[JsonSerializable(typeof(DeleteAccountRequest))]
[JsonSerializable(typeof(AlertsResponse))]
[JsonSerializable(typeof(ListResponse<SilenceResponse>))]
[JsonSerializable(typeof(SilenceResponse))]
[JsonSerializable(typeof(CreateSilenceRequest))]
[JsonSerializable(typeof(PageResponse<IncidentResponse>))]
[JsonSerializable(typeof(SaveChannelSettings))]
[JsonSerializable(typeof(ChannelResponse))]
[JsonSerializable(typeof(ListResponse<ChannelResponse>))]
[JsonSerializable(typeof(PageResponse<DeliveryResponse>))]
[JsonSerializable(typeof(SaveRotaSettings))]
[JsonSerializable(typeof(RotaResponse))]
[JsonSerializable(typeof(IncidentDetails))]
[JsonSerializable(typeof(IncidentResponse))]
[JsonSerializable(typeof(CreateIncidentRequest))]
[JsonSerializable(typeof(EditIncidentRequest))]
[JsonSerializable(typeof(AddNoteRequest))]
[JsonSerializable(typeof(MergeIncidentRequest))]
[JsonSerializable(typeof(SplitAlertsRequest))]
[JsonSerializable(typeof(AcknowledgeByLinkRequest))]
[JsonSerializable(typeof(ListResponse<ObjectiveResponse>))]
[JsonSerializable(typeof(ObjectiveDetailResponse))]
[JsonSerializable(typeof(CreateDeploymentRequest))]
[JsonSerializable(typeof(DeploymentResponse))]
[JsonSerializable(typeof(DeploymentsResponse))]
[JsonSerializable(typeof(LogFilesResponse))]
[JsonSerializable(typeof(LogLinesResponse))]
[JsonSerializable(typeof(CaptionDocument))]
[JsonSerializable(typeof(EditCaptionsRequest))]
[JsonSerializable(typeof(ReplaceCaptionsRequest))]
[JsonSerializable(typeof(IReadOnlyList<CaptionCue>))]
[JsonSerializable(typeof(CaptionRevision))]
[JsonSerializable(typeof(ListResponse<CaptionRevision>))]
[JsonSerializable(typeof(RenameRevisionRequest))]
[JsonSerializable(typeof(CreateLinkRequest))]
[JsonSerializable(typeof(CaptionLink))]
[JsonSerializable(typeof(ListResponse<CaptionLink>))]
[JsonSerializable(typeof(LinkedCaptions))]
[JsonSerializable(typeof(CreateCommentRequest))]
[JsonSerializable(typeof(ResolveCommentRequest))]
[JsonSerializable(typeof(CaptionComment))]
[JsonSerializable(typeof(ListResponse<CaptionComment>))]
[JsonSerializable(typeof(InviteEditorRequest))]
[JsonSerializable(typeof(JobEditor))]
[JsonSerializable(typeof(ListResponse<JobEditor>))]
[JsonSerializable(typeof(SharedJob))]
[JsonSerializable(typeof(ListResponse<SharedJob>))]
[JsonSerializable(typeof(CreateQueueRequest))]
[JsonSerializable(typeof(UpdateQueueRequest))]
[JsonSerializable(typeof(ShareQueueRequest))]
[JsonSerializable(typeof(DeadLettersRequest))]
[JsonSerializable(typeof(QueueResponse))]
[JsonSerializable(typeof(IReadOnlyList<QueueResponse>))]
[JsonSerializable(typeof(ListResponse<QueueShare>))]
[JsonSerializable(typeof(MessagesAffected))]
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
[JsonSerializable(typeof(StatsResponse))]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    /// <summary>Gets the context for responses that include null members.</summary>
    public static GatewayJson WithNulls { get; } = new(new System.Text.Json.JsonSerializerOptions
    {
        PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    });
}

using Platform.Contracts.Jobs;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Explains why a job failed and what the user can do.</summary>
internal static class JobFailures
{
    /// <summary>Gets the reason by the error's code; the API's message for unknown codes.</summary>
    public static PageText ReasonOf(JobError error) => Known(error.Code) ?? PageText.InEnglish(error.Message);

    /// <summary>Gets the API's message in addition to the reason; null if that is all.</summary>
    public static string? DetailOf(JobError error) => Known(error.Code) is null || error.Message.Length == 0 ? null : error.Message;

    /// <summary>Gets advice by the error's code; general advice for unknown codes.</summary>
    public static string AdviceOf(JobError error) => error.Code switch
    {
        "media_not_found" => Words.AdviceNotFound,
        "media_refused" => Words.AdviceRefused,
        "media_unreachable" => Words.AdviceUnreachable,
        "address_not_allowed" or "protocol_not_supported" or "invalid_url" or "too_many_redirects" => Words.AdviceAddress,
        "not_media" or "truncated_media" or "empty_media" or "sound_not_supported" or "encoding_failed" => Words.AdviceNotMedia,
        "no_audio" or "no_speech" => Words.AdviceSilent,
        "media_too_large" or "media_too_long" or "media_too_complex" => Words.AdviceTooLarge,
        "no_picture" => Words.AdviceNoPicture,
        "track_not_found" => Words.AdviceTrack,
        "language_not_supported" => Words.AdviceLanguage,
        "timeout" => Words.AdviceTimeout,
        "upload_not_found" => Words.AdviceUpload,
        _ => error.Retryable ? Words.AdviceRetry : Words.AdviceOther,
    };

    private static string? Known(string code) => code switch
    {
        "invalid_input" => Words.FailureInvalidInput,
        "invalid_url" => Words.FailureInvalidUrl,
        "address_not_allowed" => Words.FailureAddressNotAllowed,
        "protocol_not_supported" => Words.FailureProtocol,
        "media_not_found" => Words.FailureMediaNotFound,
        "media_refused" => Words.FailureMediaRefused,
        "media_unreachable" => Words.FailureMediaUnreachable,
        "too_many_redirects" => Words.FailureRedirects,
        "upload_not_found" => Words.FailureUploadNotFound,
        "media_too_large" => Words.FailureTooLarge,
        "media_too_long" => Words.FailureTooLong,
        "media_too_complex" => Words.FailureTooComplex,
        "sound_not_supported" => Words.FailureSound,
        "track_not_found" => Words.FailureTrackNotFound,
        "empty_media" => Words.FailureEmpty,
        "not_media" => Words.FailureNotMedia,
        "truncated_media" => Words.FailureTruncated,
        "no_audio" => Words.FailureNoAudio,
        "no_speech" => Words.FailureNoSpeech,
        "captions_gone" => Words.FailureCaptionsGone,
        "no_picture" => Words.FailureNoPicture,
        "encoding_failed" => Words.FailureEncoding,
        "language_not_supported" => Words.FailureLanguage,
        "timeout" => Words.FailureTimeout,
        "worker_lost" => Words.FailureWorkerLost,
        "recogniser_failed" => Words.FailureRecogniser,
        "recogniser_unavailable" => Words.FailureRecogniserUnavailable,
        "recogniser_timeout" => Words.FailureRecogniserTimeout,
        "tool_missing" => Words.FailureToolMissing,
        "unknown_kind" => Words.FailureUnknownKind,
        "internal" => Words.FailureInternal,
        _ => null,
    };
}

using Platform.Contracts.Jobs;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Why a job failed in plain words, and what can be done about it.</summary>
internal static class JobFailures
{
    public static string ShortOf(JobError error) => error.Message;

    /// <summary>What to do, by the error's code; a general answer for codes that this page does not know.</summary>
    public static string AdviceOf(JobError error) => error.Code switch
    {
        "media_not_found" => Words.AdviceNotFound,
        "media_refused" => Words.AdviceRefused,
        "media_unreachable" => Words.AdviceUnreachable,
        "address_not_allowed" or "protocol_not_supported" or "invalid_url" or "too_many_redirects" => Words.AdviceAddress,
        "not_media" or "truncated_media" or "empty_media" or "sound_not_supported" => Words.AdviceNotMedia,
        "no_audio" or "no_speech" => Words.AdviceSilent,
        "media_too_large" or "media_too_long" or "media_too_complex" => Words.AdviceTooLarge,
        "track_not_found" => Words.AdviceTrack,
        "language_not_supported" => Words.AdviceLanguage,
        "timeout" => Words.AdviceTimeout,
        "upload_not_found" => Words.AdviceUpload,
        _ => error.Retryable ? Words.AdviceRetry : Words.AdviceOther,
    };
}

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
        "media_unreachable" or "media_host_error" => Words.AdviceUnreachable,
        "address_not_allowed" or "address_refused" => Words.AdviceAddress,
        "not_media" or "media_unreadable" or "media_truncated" => Words.AdviceNotMedia,
        "no_audio" or "no_speech" or "media_silent" => Words.AdviceSilent,
        "media_too_large" or "media_too_long" => Words.AdviceTooLarge,
        "language_not_supported" => Words.AdviceLanguage,
        "timed_out" or "timeout" => Words.AdviceTimeout,
        "upload_not_found" => Words.AdviceUpload,
        _ => error.Retryable ? Words.AdviceRetry : Words.AdviceOther,
    };
}

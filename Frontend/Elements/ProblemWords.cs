using Platform.Frontend.Wording;

namespace Platform.Frontend.Elements;

/// <summary>Describes the API's error codes in the page's language.</summary>
internal static class ProblemWords
{
    /// <summary>Gets the description of a code; null for a general code, for which the API's own message is shown.</summary>
    public static string? Of(string? code) => code switch
    {
        "backlog_full" => Words.BacklogFull,
        "dependency" or "overloaded" => Words.DegradedText,
        "email_not_verified" => Words.EmailNotVerified,
        "last_operator" => Words.LastOperator,
        "mail_not_set_up" => Words.MailNotOffered,
        "precondition_failed" => Words.ChangedMeanwhile,
        "queue_exists" => Words.QueueExists,
        "quota_exceeded" => Words.QuotaExceeded,
        "second_factor_wrong" => Words.CodeWrong,
        "too_expensive" => Words.TooExpensive,
        "too_large" => Words.TooLarge,
        _ => null,
    };
}

using Platform.Contracts.Jobs;
using Platform.Frontend.Elements;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Provides the questions before, and the messages after, jobs are cancelled, retried or deleted.</summary>
internal static class JobQuestions
{
    public static Question About(JobAction action, string what, bool isMany = false) => action switch
    {
        JobAction.Cancel => new(Phrase.Format(Words.CancelQuestion, what), isMany ? Words.CancelManyText : Words.CancelText, Words.CancelYes, IsDangerous: true),
        JobAction.Retry => new(Phrase.Format(Words.RetryQuestion, what), isMany ? Words.RetryManyText : Words.RetryText, Words.RetryYes, IsDangerous: false),
        _ => new(Phrase.Format(Words.DeleteQuestion, what), isMany ? Words.DeleteManyText : Words.DeleteText, Words.DeleteYes, IsDangerous: true),
    };

    public static string Done(JobAction action) => action switch
    {
        JobAction.Cancel => Words.CancelDone,
        JobAction.Retry => Words.RetryDone,
        _ => Words.DeleteDone,
    };

    public static string BulkDone(JobAction action) => action switch
    {
        JobAction.Cancel => Words.CancelManyDone,
        JobAction.Retry => Words.RetryManyDone,
        _ => Words.DeleteManyDone,
    };

    /// <summary>Gets the message if the backlog permitted retrying only some jobs; null if all were retried.</summary>
    public static PageText? Refused(ActOnJobsResult result) => result.Refusal is { } full
        ? new(
            string.Join(' ', Phrase.Format(Words.RetryManyRefused, result.Changed, result.Refused ?? 0), ProblemWords.Of(full.Code)).TrimEnd(),
            ProblemWords.Of(full.Code) is null ? full.Detail : null)
        : null;
}

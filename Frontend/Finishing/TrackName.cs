using System.Globalization;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Finishing;

/// <summary>Names the captions of a job among those of the same recording.</summary>
internal static class TrackName
{
    /// <summary>Checks whether a job has captions of the whole recording: those of a stretch of it were taken over into others.</summary>
    public static bool IsTrack(JobResponse job) => JobsApi.ResultOf(job) is not null && JobsApi.InputOf(job)?.Range is null;

    /// <summary>Gets the language of the captions and the day on which they were made, in UTC.</summary>
    public static string Of(JobResponse job)
    {
        var isTranslated = JobsApi.InputOf(job)?.Translate == true;
        var language = isTranslated ? Words.TranslatedToEnglish : Languages.NameOf(JobsApi.ResultOf(job)?.Language ?? CaptionsResult.UnknownLanguage);
        return $"{language} · {job.CreatedAt.UtcDateTime.ToString("d", CultureInfo.CurrentCulture)}";
    }
}

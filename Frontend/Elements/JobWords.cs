using Platform.Contracts.Jobs;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Elements;

/// <summary>Names a job's states, kinds and priorities for users.</summary>
internal static class JobWords
{
    public static string Of(JobState state) => state switch
    {
        JobState.Scheduled => Words.StateScheduled,
        JobState.Queued => Words.StateQueued,
        JobState.Running => Words.StateRunning,
        JobState.Succeeded => Words.StateSucceeded,
        JobState.Failed => Words.StateFailed,
        _ => Words.StateCancelled,
    };

    public static string Of(JobPriority priority) => priority switch
    {
        JobPriority.Low => Words.PriorityLow,
        JobPriority.High => Words.PriorityHigh,
        _ => Words.PriorityNormal,
    };

    public static string OfKind(string kind) => kind switch
    {
        JobKinds.Captions => Words.KindCaptions,
        JobKinds.CaptionedVideo => Words.KindCaptionedVideo,
        JobKinds.Probe => Words.KindProbe,
        _ => kind,
    };

    public static string OfStep(string step) => step switch
    {
        "fetch" => Words.StepFetch,
        "probe" => Words.StepProbe,
        "split" => Words.StepSplit,
        "transcribe" => Words.StepTranscribe,
        "speakers" => Words.StepSpeakers,
        "assemble" => Words.StepAssemble,
        "encode" => Words.StepEncode,
        "store" => Words.StepStore,
        _ => step,
    };
}

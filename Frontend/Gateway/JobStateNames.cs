using Platform.Contracts.Jobs;

namespace Platform.Frontend.Gateway;

/// <summary>Names job states as in the public API.</summary>
internal static class JobStateNames
{
    public static readonly IReadOnlyList<JobState> All = Enum.GetValues<JobState>();

    public static string Of(JobState state) => state switch
    {
        JobState.Scheduled => "scheduled",
        JobState.Queued => "queued",
        JobState.Running => "running",
        JobState.Succeeded => "succeeded",
        JobState.Failed => "failed",
        _ => "cancelled",
    };

    public static JobState? Parse(string name)
    {
        foreach (var state in All)
        {
            if (Of(state) == name)
            {
                return state;
            }
        }

        return null;
    }

    public static bool IsFinal(this JobState state) => state is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}

namespace Platform.Contracts.Jobs;

/// <summary>Names the built-in kinds of jobs.</summary>
public static class JobKinds
{
    /// <summary>The kind that creates captions of a recording. Long: such a job runs for minutes, with a lease.</summary>
    public const string Captions = "captions";

    /// <summary>The kind that puts the captions of a finished job into its recording. Long: encoding takes minutes.</summary>
    public const string CaptionedVideo = "captioned_video";

    /// <summary>The kind that does nothing, for synthetic checks and benchmarks. Short: several such jobs are packed into one message.</summary>
    public const string Probe = "probe";
}

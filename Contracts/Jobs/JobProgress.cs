namespace Platform.Contracts.Jobs;

/// <summary>Describes the progress of a running job.</summary>
/// <param name="Percent">0 to 100; never decreases within an attempt.</param>
/// <param name="Step">The current step, such as <c>transcribe</c>.</param>
/// <param name="Detail">The progress within the step for people, such as <c>part 3 of 12</c>.</param>
/// <param name="EtaSeconds">The estimated seconds to the end; null while unknown.</param>
/// <param name="Cues">The number of cues that can be read already; null before the first.</param>
public sealed record JobProgress(double Percent, string Step, string? Detail, double? EtaSeconds, int? Cues = null);

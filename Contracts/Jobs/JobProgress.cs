namespace Platform.Contracts.Jobs;

/// <summary>How far a running job is.</summary>
/// <param name="Percent">0 to 100; never goes back within an attempt.</param>
/// <param name="Step">The step that runs, such as <c>transcribe</c>.</param>
/// <param name="Detail">What the step is at, for people, such as <c>part 3 of 12</c>.</param>
/// <param name="EtaSeconds">Estimated seconds to the end; null while unknown.</param>
/// <param name="Cues">How many cues can be read already; null before the first.</param>
public sealed record JobProgress(double Percent, string Step, string? Detail, double? EtaSeconds, int? Cues = null);

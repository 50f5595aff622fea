namespace Platform.Frontend.Finishing;

/// <summary>Represents a caption that differs between a revision and the captions now, as the studio compares them.</summary>
/// <param name="Cue">The id of the caption.</param>
/// <param name="Before">The caption in the revision; null if it was not there.</param>
/// <param name="After">The caption now; null if it is gone.</param>
public sealed record CueDifference(string Cue, ComparedCue? Before, ComparedCue? After);

/// <summary>Represents one side of a difference.</summary>
/// <param name="Start">The start in milliseconds from the start of the recording.</param>
/// <param name="End">The end in milliseconds.</param>
/// <param name="Text">The text.</param>
public sealed record ComparedCue(long Start, long End, string Text);

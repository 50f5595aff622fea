namespace Platform.Testkit.Running;

/// <summary>What was seen of a test that is failing.</summary>
/// <param name="Text">A line of text; only its beginning is printed by <c>eng/run-tests</c>.</param>
/// <param name="Picture">A picture as PNG; empty for none.</param>
public sealed record FailureNote(string Text, ReadOnlyMemory<byte> Picture = default);

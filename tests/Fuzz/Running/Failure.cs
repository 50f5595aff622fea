namespace Platform.Fuzz.Running;

/// <summary>A request that was answered wrongly.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Case">What it was.</param>
/// <param name="Fault">What was wrong with the answer.</param>
/// <param name="Alone">What was wrong when it was sent again with nothing else on its way; null when nothing was: then another request was to blame, or chance.</param>
/// <param name="Curl">The request as a command.</param>
/// <param name="Answer">The beginning of the answer.</param>
internal sealed record Failure(int Number, string Case, string Fault, string? Alone, string Curl, string Answer);

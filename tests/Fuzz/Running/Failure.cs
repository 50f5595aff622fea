namespace Platform.Fuzz.Running;

/// <summary>Describes a request with a wrong answer.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Case">The case.</param>
/// <param name="Fault">What was wrong with the answer.</param>
/// <param name="Alone">
/// What was wrong when the request was repeated with no other in flight; null if nothing was, so that another request or chance was the cause.
/// </param>
/// <param name="Curl">The request as a curl command.</param>
/// <param name="Answer">The first part of the answer.</param>
internal sealed record Failure(int Number, string Case, string Fault, string? Alone, string Curl, string Answer);

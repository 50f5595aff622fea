using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Submission;

/// <summary>Reads the header <c>Idempotency-Key</c>: 1 to 200 printable ASCII characters, with or without the quotes of a structured field.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    private const int MaxLength = 200;

    /// <summary>Reads the header; the key is null if it is missing.</summary>
    public static bool TryRead(HttpRequest request, out string? key, out ApiProblem? problem)
    {
        key = null;
        problem = null;
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return true;
        }

        var text = values.Count == 1 ? values[0] : null;
        if (text is ['"', .., '"'])
        {
            text = text[1..^1];
        }

        if (text is not { Length: > 0 and <= MaxLength } || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            problem = ApiProblem.Invalid(Header, FieldError.Line(1, MaxLength, "A key has 1 to 200 printable ASCII characters."));
            return false;
        }

        key = text;
        return true;
    }
}

namespace Platform.ApiGateway.Problems;

/// <summary>What is wrong with which field; fields by their dotted path, array items by number in brackets.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        messages.Add(message);
    }

    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ApiProblemException(ApiProblem.Invalid(this));
        }
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>All of it in one line.</summary>
    public override string ToString() => string.Join(" ", _errors.Select(e => e.Key + ": " + string.Join(" ", e.Value)));
}

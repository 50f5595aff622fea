namespace Platform.ApiGateway.Problems;

/// <summary>Collects the errors of fields, by dotted path with array indexes in brackets.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    /// <summary>Gets whether a field cannot be parsed at all, in which case the status is 400 instead of 422.</summary>
    public bool IsMalformed { get; private set; }

    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        messages.Add(message);
    }

    /// <summary>Adds a field that cannot be parsed: its text or time breaks a rule that applies to all of them.</summary>
    public void AddMalformed(string field, string message)
    {
        Add(field, message);
        IsMalformed = true;
    }

    /// <summary>Adds the errors of a part of the body.</summary>
    /// <param name="part">The errors of the part.</param>
    /// <param name="path">The path of the part, with a trailing dot.</param>
    public void AddAll(FieldErrors part, string path)
    {
        foreach (var (field, messages) in part._errors)
        {
            Add(path + field, string.Join(" ", messages));
        }

        IsMalformed |= part.IsMalformed;
    }

    /// <exception cref="ApiProblemException">400 or 422, with all errors.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ApiProblemException(ApiProblem.Invalid(this));
        }
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>Formats all errors on one line.</summary>
    public override string ToString() => string.Join(" ", _errors.Select(e => e.Key + ": " + string.Join(" ", e.Value)));
}

namespace Platform.ApiGateway.Problems;

/// <summary>What is wrong with which field; fields by their dotted path, array items by number in brackets.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    /// <summary>Whether one of the fields cannot be read at all; the answer is 400 then, else 422.</summary>
    public bool IsMalformed { get; private set; }

    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        messages.Add(message);
    }

    /// <summary>Adds a field that cannot be read: its text or its moment breaks the rule that holds for all of them.</summary>
    public void AddMalformed(string field, string message)
    {
        Add(field, message);
        IsMalformed = true;
    }

    /// <summary>Adds what is wrong with a part of the body.</summary>
    /// <param name="part">The part's own errors.</param>
    /// <param name="path">Where the part stands, with the dot after it.</param>
    public void AddAll(FieldErrors part, string path)
    {
        foreach (var (field, messages) in part._errors)
        {
            Add(path + field, string.Join(" ", messages));
        }

        IsMalformed |= part.IsMalformed;
    }

    /// <exception cref="ApiProblemException">400 or 422, with all that is wrong.</exception>
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

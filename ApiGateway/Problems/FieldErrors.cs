namespace Platform.ApiGateway.Problems;

/// <summary>Collects the errors of fields, by dotted path with array indexes in brackets.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<FieldError>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    /// <summary>Gets whether a field cannot be parsed at all, in which case the status is 400 instead of 422.</summary>
    public bool IsMalformed { get; private set; }

    public void Add(string field, FieldError fault)
    {
        if (!_errors.TryGetValue(field, out var faults))
        {
            _errors[field] = faults = [];
        }

        faults.Add(fault);
    }

    /// <summary>Adds a field that cannot be parsed: its text or time breaks a rule that applies to all of them.</summary>
    public void AddMalformed(string field, FieldError fault)
    {
        Add(field, fault);
        IsMalformed = true;
    }

    /// <summary>Adds the errors of a part of the body.</summary>
    /// <param name="part">The errors of the part.</param>
    /// <param name="path">The path of the part, with a trailing dot.</param>
    public void AddAll(FieldErrors part, string path)
    {
        foreach (var (field, faults) in part._errors)
        {
            foreach (var fault in faults)
            {
                Add(path + field, fault);
            }
        }

        IsMalformed |= part.IsMalformed;
    }

    /// <summary>Refuses the request if there are errors.</summary>
    /// <exception cref="ApiProblemException">400 or 422, with all errors.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ApiProblemException(ApiProblem.Invalid(this));
        }
    }

    public IReadOnlyDictionary<string, FieldError[]> ToDictionary() =>
        _errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>Formats all errors on one line.</summary>
    public override string ToString() => string.Join(" ", _errors.Select(e => e.Key + ": " + string.Join(" ", e.Value.Select(fault => fault.Text))));
}

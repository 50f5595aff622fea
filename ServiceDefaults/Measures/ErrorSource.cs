using System.Diagnostics.Metrics;

namespace Platform.ServiceDefaults.Measures;

/// <summary>Counts the errors of one source.</summary>
public sealed class ErrorSource
{
    private readonly Counter<long> _errors;
    private readonly KeyValuePair<string, object?> _source;

    internal ErrorSource(Counter<long> errors, string source)
    {
        _errors = errors;
        _source = new("source", source);
    }

    /// <summary>Counts errors of one of the types that the source was added with.</summary>
    public void Add(string type, int count = 1) => _errors.Add(count, new KeyValuePair<string, object?>("type", type), _source);
}

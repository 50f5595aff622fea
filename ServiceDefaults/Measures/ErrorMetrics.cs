using System.Diagnostics.Metrics;

namespace Platform.ServiceDefaults.Measures;

/// <summary>Counts the errors of a service as <c>errors_total{type,source}</c>.</summary>
public sealed class ErrorMetrics
{
    private readonly Counter<long> _errors;

    /// <summary>Created by dependency injection.</summary>
    public ErrorMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _errors = meters.Create("Platform.Errors").CreateCounter<long>("errors", "{error}", "Errors, by their type and by what failed.");
    }

    /// <summary>Adds a source of errors, and exports each of its types at 0.</summary>
    /// <param name="source">The failing component, one of a closed set of names such as <c>worker</c>.</param>
    /// <param name="types">All error types of the source.</param>
    public ErrorSource AddSource(string source, params ReadOnlySpan<string> types)
    {
        var result = new ErrorSource(_errors, source);
        foreach (var type in types)
        {
            result.Add(type, 0);
        }

        return result;
    }
}

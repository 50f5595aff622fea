using System.Diagnostics.Metrics;

namespace Platform.ServiceDefaults.Measures;

/// <summary><c>errors_total{type,source}</c>: whatever goes wrong in a service, by what failed.</summary>
public sealed class ErrorMetrics
{
    private readonly Counter<long> _errors;

    /// <summary>Made by the service collection.</summary>
    public ErrorMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _errors = meters.Create("Platform.Errors").CreateCounter<long>("errors", "{error}", "Errors, by their type and by what failed.");
    }

    /// <summary>Begins a source of errors: each of its types is exported from now on, at 0.</summary>
    /// <param name="source">What fails; a name out of a closed set, such as <c>worker</c>.</param>
    /// <param name="types">Every type of error that the source has.</param>
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

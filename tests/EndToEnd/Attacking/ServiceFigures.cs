using System.Globalization;
using Aspire.Hosting.Testing;

namespace Platform.EndToEnd.Attacking;

/// <summary>Reads the metrics of services.</summary>
internal sealed class ServiceFigures(PlatformFixture platform)
{
    /// <summary>The sum of a metric's series.</summary>
    public async Task<double> SumAsync(string service, string metric)
    {
        using var http = platform.App.CreateHttpClient(service, "http");
        return (await http.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) || line.StartsWith(metric + " ", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}

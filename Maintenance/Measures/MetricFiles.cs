using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Platform.Maintenance.Measures;

/// <summary>
/// Writes figures to files of the folder <c>MetricFiles:Folder</c>, which the node exporter reads (<c>--collector.textfile.directory</c>): a program that
/// ends cannot be asked. Without the folder they are not written.
/// </summary>
internal sealed class MetricFiles(IConfiguration configuration)
{
    /// <summary>Replaces the figures of a command.</summary>
    /// <param name="command">The command, after which the file is named.</param>
    /// <param name="samples">The figures.</param>
    /// <param name="cancellationToken">Cancels writing; the figures from before stay.</param>
    public async Task WriteAsync(string command, IEnumerable<MetricSample> samples, CancellationToken cancellationToken)
    {
        if (configuration["MetricFiles:Folder"] is not { Length: > 0 } folder)
        {
            return;
        }

        // The exporter may be another user, and reads only files that end like this.
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"maintenance-{command}.prom");
        await File.WriteAllTextAsync(path + ".new", Text(samples), cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Writes samples in the format of Prometheus.</summary>
    internal static string Text(IEnumerable<MetricSample> samples)
    {
        var text = new StringBuilder();
        foreach (var metric in samples.GroupBy(sample => sample.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {metric.Key} gauge\n");
            foreach (var sample in metric)
            {
                var label = sample.Label is { } pair ? $"{{{pair.Name}=\"{Escape(pair.Value)}\"}}" : "";
                text.Append(CultureInfo.InvariantCulture, $"{sample.Name}{label} {sample.Value:R}\n");
            }
        }

        return text.ToString();
    }

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}

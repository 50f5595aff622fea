using System.Globalization;
using System.Text.Json;

namespace Platform.AppHost.Monitoring;

/// <summary>Targets of one scrape job.</summary>
/// <param name="Job">The job in prometheus.yml.</param>
/// <param name="Endpoint">Where the targets are, one for each replica.</param>
/// <param name="Service">What the targets tell about.</param>
internal sealed record TargetFile(string Job, EndpointReference Endpoint, string Service)
{
    /// <summary>For targets that are asked for by <see cref="Exporter"/>: the path of the address.</summary>
    public string? Path { get; init; }

    /// <summary>Who asks in Prometheus' place.</summary>
    public EndpointReference? Exporter { get; init; }

    public IEnumerable<EndpointReference> Endpoints => Exporter is null ? [Endpoint] : [Endpoint, Exporter];
}

/// <summary>
/// Writes the targets that Prometheus watches. The addresses are those that references put into its environment: the only
/// place where each replica's is found.
/// </summary>
internal static class TargetFiles
{
    /// <summary>Writes a file for each job.</summary>
    /// <param name="folder">Where Prometheus finds them.</param>
    /// <param name="files">What to write.</param>
    /// <param name="context">Prometheus' environment with the references in it.</param>
    public static async Task WriteAsync(string folder, IEnumerable<TargetFile> files, EnvironmentCallbackContext context)
    {
        foreach (var job in files.GroupBy(file => file.Job))
        {
            var targets = new List<Dictionary<string, object>>();
            foreach (var file in job)
            {
                targets.AddRange(await TargetsAsync(file, context).ConfigureAwait(false));
            }

            // Renamed into place: Prometheus never reads half of one.
            var path = System.IO.Path.Combine(folder, job.Key + ".json");
            await File.WriteAllTextAsync(path + ".new", JsonSerializer.Serialize(targets), context.CancellationToken).ConfigureAwait(false);
            File.Move(path + ".new", path, overwrite: true);
        }

        foreach (var name in context.EnvironmentVariables.Keys.Where(IsReference).ToArray())
        {
            context.EnvironmentVariables.Remove(name);
        }

        bool IsReference(string name) => name.StartsWith("services__", StringComparison.Ordinal)
            || files.SelectMany(file => file.Endpoints).Any(endpoint => name == VariableOf(endpoint));
    }

    private static async Task<List<Dictionary<string, object>>> TargetsAsync(TargetFile file, EnvironmentCallbackContext context)
    {
        var replicas = await AddressesAsync(file.Endpoint, context).ConfigureAwait(false);
        var exporter = file.Exporter is null ? null : (await AddressesAsync(file.Exporter, context).ConfigureAwait(false))[0].Authority;
        return [.. replicas.Select((address, index) =>
        {
            var labels = new Dictionary<string, string> { ["service"] = file.Service };
            if (exporter is null)
            {
                // A name that stays when the port changes with the next start.
                labels["instance"] = replicas.Count == 1 ? file.Service : string.Create(CultureInfo.InvariantCulture, $"{file.Service}-{index}");
            }
            else
            {
                labels["exporter"] = exporter;
            }

            return new Dictionary<string, object>
            {
                ["targets"] = (string[])[file.Path is null ? address.Authority : new Uri(address, file.Path).ToString()],
                ["labels"] = labels,
            };
        })];
    }

    private static async Task<List<Uri>> AddressesAsync(EndpointReference endpoint, EnvironmentCallbackContext context)
    {
        var prefix = $"services__{endpoint.Resource.Name}__{endpoint.EndpointName}__";
        var addresses = new List<Uri>();
        while (context.EnvironmentVariables.TryGetValue(prefix + addresses.Count.ToString(CultureInfo.InvariantCulture), out var value))
        {
            var text = value is IValueProvider provider
                ? await provider.GetValueAsync(new ValueProviderContext { Caller = context.Resource, ExecutionContext = context.ExecutionContext }, context.CancellationToken).ConfigureAwait(false)
                : value.ToString();
            addresses.Add(new Uri(text!));
        }

        return addresses;
    }

    private static string VariableOf(EndpointReference endpoint) =>
        $"{endpoint.Resource.Name}_{endpoint.EndpointName}".Replace('-', '_').ToUpperInvariant();
}

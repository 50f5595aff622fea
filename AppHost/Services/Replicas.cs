using System.Globalization;

namespace Platform.AppHost.Services;

/// <summary>Adds replicas of a service: each is a resource with an address of its own (docs/decisions/0010).</summary>
internal static class Replicas
{
    private const int Max = 16;

    /// <summary>
    /// Adds as many replicas of a service as a setting says, one by default. The first has the name of the service, the others also their number:
    /// <c>broker</c>, <c>broker-2</c>.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="service">The name of the service, under which all replicas report metrics and traces.</param>
    /// <param name="setting">The setting with the number of replicas, 1 to 16.</param>
    /// <param name="describe">Configures a replica, given its number from 1.</param>
    /// <exception cref="StartException">The setting is no such number.</exception>
    public static IReadOnlyList<IResourceBuilder<ProjectResource>> AddReplicas<TProject>(
        this IDistributedApplicationBuilder builder, string service, string setting, Func<IResourceBuilder<ProjectResource>, int, IResourceBuilder<ProjectResource>> describe)
        where TProject : IProjectMetadata, new()
    {
        var value = builder.Configuration[setting] ?? "1";
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > Max)
        {
            throw new StartException(string.Create(CultureInfo.InvariantCulture, $"{setting} is a number from 1 to {Max}, not '{value}'"));
        }

        return
        [
            .. Enumerable.Range(1, count).Select(number => describe(
                builder.AddProject<TProject>(number == 1 ? service : string.Create(CultureInfo.InvariantCulture, $"{service}-{number}")).WithEnvironment("OTEL_SERVICE_NAME", service),
                number)),
        ];
    }

    /// <summary>
    /// Passes the addresses of several resources as replicas of one service, by endpoint: <c>services__{name}__http__0</c> and so on.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> service, string name, IReadOnlyList<IResourceBuilder<ProjectResource>> replicas)
    {
        for (var i = 0; i < replicas.Count; i++)
        {
            foreach (var endpoint in replicas[i].Resource.GetEndpoints())
            {
                service.WithEnvironment(string.Create(CultureInfo.InvariantCulture, $"services__{name}__{endpoint.EndpointName}__{i}"), endpoint);
            }
        }

        return service;
    }
}

using Aspire.Dashboard.Telemetry;

namespace Aspire.Dashboard.Search;

/// <summary>A name and a value, in the order in which they came.</summary>
internal sealed record NamedValue(string Name, string Value)
{
    public static NamedValue[] List(KeyValuePair<string, string>[] attributes) => Array.ConvertAll(attributes, pair => new NamedValue(pair.Key, pair.Value));
}

/// <summary>Who sent something, as pages show it.</summary>
/// <param name="Name">The service, which is a resource's name.</param>
/// <param name="Id">The resource's instance.</param>
/// <param name="Label">The name, or the id where the name alone does not tell.</param>
/// <param name="Colour">Equal for all instances of a service.</param>
internal sealed record SenderLabel(string Name, string Id, string Label, int Colour)
{
    public static SenderLabel Of(TelemetrySender sender, SenderRegistry senders) =>
        new(sender.Service, sender.ResourceId, senders.HasReplicas(sender.Service) ? sender.ResourceId : sender.Service, sender.Colour);

    public static bool Matches(TelemetrySender sender, string? resource) =>
        resource is null
        || string.Equals(sender.Service, resource, StringComparison.OrdinalIgnoreCase)
        || string.Equals(sender.ResourceId, resource, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The senders seen so far, and how full the stores are.</summary>
internal sealed record TelemetryOverview(
    IReadOnlyList<SenderLabel> Senders, int Traces, StoreStatistics Spans, StoreStatistics Logs, long Metrics);

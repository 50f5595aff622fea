namespace Aspire.Dashboard.Telemetry;

/// <summary>Who sent telemetry: one instance of a service.</summary>
/// <param name="Service">Its <c>service.name</c>; a resource's name.</param>
/// <param name="Instance">Its <c>service.instance.id</c>; empty for none.</param>
/// <param name="Colour">A small number that is the same for all instances of the service.</param>
/// <param name="Attributes">What else it says of itself.</param>
internal sealed record TelemetrySender(string Service, string Instance, int Colour, KeyValuePair<string, string>[] Attributes)
{
    /// <summary>The id of the resource's instance, as the host makes it.</summary>
    public string ResourceId => Instance.Length == 0 ? Service : $"{Service}-{Instance}";
}

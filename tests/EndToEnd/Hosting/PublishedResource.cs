using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.EndToEnd.Hosting;

/// <summary>A project or container of the manifest that the AppHost publishes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">The image with its tag; null for a project.</param>
/// <param name="Settings">The names of the settings that it is given, without what Aspire adds for programs that read no settings of .NET.</param>
/// <param name="References">The other projects and containers that its settings lead to.</param>
/// <param name="Arguments">Those of its program that name no other resource.</param>
/// <param name="PublicPorts">Ports that people open.</param>
/// <param name="Ports">Ports in its container that others reach.</param>
internal sealed partial record PublishedResource(
    string Name, string? Image, IReadOnlyList<string> Settings, IReadOnlyList<string> References, IReadOnlyList<string> Arguments, IReadOnlyList<string> PublicPorts, IReadOnlyList<string> Ports)
{
    // People look at it, and no program.
    private const string Management = "management";

    // An address that people open, which does not lead the program to the resource that it names.
    private const string ForPeople = "http://localhost:";

    public static IReadOnlyList<PublishedResource> Read(JsonDocument manifest)
    {
        var resources = manifest.RootElement.GetProperty("resources");
        var running = resources.EnumerateObject().Where(resource => IsRunning(resource.Value)).Select(resource => resource.Name).ToHashSet(StringComparer.Ordinal);
        return [.. resources.EnumerateObject().Where(resource => running.Contains(resource.Name)).Select(resource => Read(resource, resources, running))];
    }

    private static PublishedResource Read(JsonProperty resource, JsonElement resources, HashSet<string> running)
    {
        var environment = Properties(resource.Value, "env").ToDictionary(variable => variable.Name, variable => variable.Value.GetString()!, StringComparer.Ordinal);
        var bindings = Properties(resource.Value, "bindings").Where(binding => binding.Name != Management).ToList();
        return new(
            resource.Name,
            resource.Value.TryGetProperty("image", out var image) ? image.GetString() : null,
            [.. environment.Keys.Where(name => name.Any(char.IsAsciiLetterLower))],
            [.. environment.Values.Where(value => !value.StartsWith(ForPeople, StringComparison.Ordinal)).SelectMany(value => Named(value, resources)).Where(name => name != resource.Name && running.Contains(name)).Distinct()],
            resource.Value.TryGetProperty("args", out var arguments) ? [.. arguments.EnumerateArray().Select(argument => argument.GetString()!).Where(argument => !argument.Contains('{', StringComparison.Ordinal))] : [],
            [.. bindings.Where(binding => binding.Value.TryGetProperty("external", out var isExternal) && isExternal.GetBoolean()).SelectMany(binding => Port(binding.Value, "port"))],
            image.ValueKind == JsonValueKind.String ? [.. bindings.SelectMany(binding => Port(binding.Value, "targetPort"))] : []);
    }

    // A database leads to its server.
    private static IEnumerable<string> Named(string value, JsonElement resources)
    {
        foreach (var name in Placeholder().Matches(value).Select(match => match.Groups["name"].Value))
        {
            yield return name;
            if (resources.TryGetProperty(name, out var resource) && !IsRunning(resource) && resource.TryGetProperty("connectionString", out var inner))
            {
                foreach (var further in Placeholder().Matches(inner.GetString()!).Select(match => match.Groups["name"].Value))
                {
                    yield return further;
                }
            }
        }
    }

    private static bool IsRunning(JsonElement resource) =>
        resource.GetProperty("type").GetString() is { } type && (type.StartsWith("container.", StringComparison.Ordinal) || type.StartsWith("project.", StringComparison.Ordinal));

    private static List<JsonProperty> Properties(JsonElement resource, string name) => resource.TryGetProperty(name, out var value) ? [.. value.EnumerateObject()] : [];

    private static string[] Port(JsonElement binding, string name) => binding.TryGetProperty(name, out var port) ? [port.GetInt32().ToString(CultureInfo.InvariantCulture)] : [];

    [GeneratedRegex(@"\{(?<name>[a-z0-9-]+)\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}

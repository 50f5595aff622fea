using System.Text.Json;
using System.Text.Json.Serialization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <param name="Name">The profile's name.</param>
/// <param name="Profile">Its content.</param>
internal sealed record ChosenLaunchProfile(string Name, LaunchProfile Profile) : IResourceAnnotation;

/// <summary>Reads Properties/launchSettings.json.</summary>
internal static partial class LaunchProfiles
{
    public static ChosenLaunchProfile? Find(IProjectMetadata project, string? name)
    {
        var settings = project.LaunchSettings ?? Read(Path.Combine(Path.GetDirectoryName(project.ProjectPath) ?? "", "Properties", "launchSettings.json"));
        if (settings is null)
        {
            return name is null ? null : throw new DistributedApplicationException($"Launch settings file not found for '{project.ProjectPath}'.");
        }

        if (name is not null)
        {
            return settings.Profiles.TryGetValue(name, out var named)
                ? new ChosenLaunchProfile(name, named)
                : throw new DistributedApplicationException($"Launch settings file of '{project.ProjectPath}' does not contain '{name}' profile.");
        }

        var first = settings.Profiles.FirstOrDefault(p => p.Value.CommandName == "Project");
        return first.Value is null ? null : new ChosenLaunchProfile(first.Key, first.Value);
    }

    private static LaunchSettings? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), LaunchSettingsJson.Default.LaunchSettings);
        }
        catch (JsonException exception)
        {
            throw new DistributedApplicationException($"{path} is not valid: {exception.Message}", exception);
        }
    }

    [JsonSourceGenerationOptions(AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip)]
    [JsonSerializable(typeof(LaunchSettings))]
    private sealed partial class LaunchSettingsJson : JsonSerializerContext;
}

namespace Platform.AppHost.Services;

internal static class RecognitionSettingsExtensions
{
    private static readonly string[] s_keys =
        ["Engine", "Model", "Beam", "Parallelism", "MemoryMegabytes", "ModelsFolder", "Program", "PocketSphinxProgram", "PocketSphinxModel", "Nice", "SlotsFolder"];

    /// <summary>
    /// Passes the speech recognition settings of this host to a service. Relative paths refer to the working directory of this host, not to the
    /// service's.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithRecognition(this IResourceBuilder<ProjectResource> service)
    {
        var settings = service.ApplicationBuilder.Configuration.GetSection("Recognition");
        foreach (var key in s_keys)
        {
            if (settings[key] is { Length: > 0 } value)
            {
                service.WithEnvironment("Recognition__" + key, IsPath(key) ? Path.GetFullPath(value) : value);
            }
        }

        return service;
    }

    private static bool IsPath(string key) => key is "Model" or "ModelsFolder" or "Program" or "PocketSphinxModel" or "SlotsFolder";
}

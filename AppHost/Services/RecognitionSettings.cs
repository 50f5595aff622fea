namespace Platform.AppHost.Services;

internal static class RecognitionSettings
{
    private static readonly string[] s_keys =
        ["Engine", "Model", "Beam", "Parallelism", "MemoryMegabytes", "ModelsFolder", "Program", "PocketSphinxProgram", "PocketSphinxModel", "Nice", "SlotsFolder"];

    /// <summary>Hands on this host's settings of speech recognition. Paths are those of who started it, not of the service.</summary>
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

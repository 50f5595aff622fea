using Microsoft.Extensions.Options;

namespace Platform.Worker.Recognition;

/// <summary>Locates the recogniser's program and the models: beside an installed worker, or in the repository for one that was built there.</summary>
internal sealed class RecogniserFiles(IOptions<RecognitionOptions> options)
{
    private readonly Lazy<string?> _program = new(() => options.Value.Program is { Length: > 0 } configured ? Path.GetFullPath(configured) : FindProgram());
    private readonly Lazy<string> _models = new(() => options.Value.ModelsFolder is { Length: > 0 } configured ? Path.GetFullPath(configured) : FindModels());

    /// <summary>Gets the program; null if there is none.</summary>
    public string? Program => _program.Value;

    /// <summary>Gets the speech model.</summary>
    public string SpeechModel => options.Value.Model is { Length: > 0 } configured ? Path.GetFullPath(configured) : Path.Combine(_models.Value, "ggml-base-q8_0.bin");

    /// <summary>Gets the model that detects speech.</summary>
    public string VoiceModel => Path.Combine(_models.Value, "silero_vad_16k_op15.onnx");

    /// <summary>Gets the model that distinguishes speakers.</summary>
    public string SpeakerModel => Path.Combine(_models.Value, "speaker-ge2e.onnx");

    private static string? FindProgram()
    {
        const string Name = "Recogniser.dll";
        var beside = Path.Combine(AppContext.BaseDirectory, "recogniser", Name);
        if (File.Exists(beside))
        {
            return beside;
        }

        // bin/{configuration}/{framework}, as this program was built.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return framework.Parent is { } configuration ? Above(Path.Combine("Recogniser", "bin", configuration.Name, framework.Name, Name), File.Exists) : null;
    }

    private static string FindModels() =>
        Above("models", static folder => File.Exists(Path.Combine(folder, "SHA256SUMS"))) ?? Path.Combine(AppContext.BaseDirectory, "models");

    private static string? Above(string name, Func<string, bool> isThere)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, name);
            if (isThere(path))
            {
                return path;
            }
        }

        return null;
    }
}

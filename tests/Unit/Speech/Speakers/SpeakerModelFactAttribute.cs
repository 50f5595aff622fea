using Platform.Testkit.Files;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

/// <summary>A test with the model that is shipped; it is left out where the file is not there.</summary>
internal sealed class SpeakerModelFactAttribute : FactAttribute
{
    public SpeakerModelFactAttribute()
    {
        if (!File.Exists(ModelFile))
        {
            Skip = $"There is no {ModelFile}.";
        }
    }

    public static string ModelFile { get; } = RepositoryRoot.Combine("models", "speaker-ge2e.onnx");
}

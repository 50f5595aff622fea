using Microsoft.ML.OnnxRuntime;

namespace Platform.Speech.Speakers;

/// <summary>
/// Runs the model that distinguishes voices, an ONNX file: <c>waveform</c> of float [windows, 25840] to <c>embedding</c> of float [windows, 256],
/// each of length 1.
/// </summary>
/// <remarks>A voice vector is a biometric trait. It is not accessible outside of this assembly.</remarks>
public sealed class SpeakerModel : IVoiceModel, IDisposable
{
    private const string Input = "waveform";
    private const string Output = "embedding";
    private const int Size = 256;

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    /// <summary>Loads a model.</summary>
    /// <param name="modelFile">The path of the model.</param>
    /// <exception cref="InvalidDataException">The file is a different model.</exception>
    public SpeakerModel(string modelFile)
    {
        // Other recognisers run at the same time, on threads that the worker counts; further threads would take cores from them.
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(modelFile, options);
        if (!Has(_session.InputMetadata, Input, VoiceWindow.Length) || !Has(_session.OutputMetadata, Output, Size))
        {
            Dispose();
            throw new InvalidDataException($"{modelFile} is no model of speakers: it has to make {Output} [windows, {Size}] of {Input} [windows, {VoiceWindow.Length}].");
        }
    }

    int IVoiceModel.VectorSize => Size;

    void IVoiceModel.Embed(Memory<float> windows, Span<float> vectors)
    {
        var count = windows.Length / VoiceWindow.Length;
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, windows, [count, VoiceWindow.Length]);
        using var outputs = _session.Run(_run, [Input], [input], [Output]);
        var made = outputs[0].GetTensorDataAsSpan<float>();
        if (made.Length != vectors.Length)
        {
            throw new InvalidDataException($"The model of speakers made {made.Length} numbers of {count} windows.");
        }

        made.CopyTo(vectors);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private static bool Has(IReadOnlyDictionary<string, NodeMetadata> nodes, string name, int size) =>
        nodes.TryGetValue(name, out var node) && node.IsTensor && node.ElementType == typeof(float) && node.Dimensions.Length == 2 && node.Dimensions[1] == size;
}

using Microsoft.ML.OnnxRuntime;

namespace Platform.Speech.Activity;

/// <summary>
/// Detects speech with Silero VAD while the sound is still arriving: a segment is returned as soon as it has ended. The memory does not depend on the
/// length of the sound.
/// </summary>
/// <remarks>Not thread-safe. The model uses one thread.</remarks>
public sealed class VoiceActivity : IDisposable
{
    // The model needs the end of the previous step in front of each step.
    private const int ContextSamples = 64;
    private const int StateNumbers = 2 * 128;

    private readonly float[] _window = new float[ContextSamples + SpeechRules.FrameSamples];
    private readonly float[] _state = new float[StateNumbers];
    private readonly SegmentFinder _finder = new();
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtValue[] _inputs;
    private readonly string[] _inputNames = ["input", "state", "sr"];
    private readonly string[] _outputNames = ["output", "stateN"];
    private int _filled;
    private long _samples;
    private bool _finished;

    /// <summary>Loads the model.</summary>
    /// <param name="modelFile">The file of Silero VAD for 16 kHz in ONNX format.</param>
    /// <exception cref="InvalidDataException">The file is a different model.</exception>
    public VoiceActivity(string modelFile)
    {
        using var options = new SessionOptions()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            _session = new InferenceSession(modelFile, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidDataException("The model for voice activity cannot be loaded.", error);
        }

        if (!_inputNames.All(_session.InputMetadata.ContainsKey) || !_outputNames.All(_session.OutputMetadata.ContainsKey))
        {
            _session.Dispose();
            _run.Dispose();
            throw new InvalidDataException("The model for voice activity does not have the inputs and outputs of Silero VAD.");
        }

        _inputs =
        [
            OrtValue.CreateTensorValueFromMemory(_window, [1, _window.Length]),
            OrtValue.CreateTensorValueFromMemory(_state, [2, 1, StateNumbers / 2]),
            OrtValue.CreateTensorValueFromMemory<long>([SpeechRules.SampleRate], []),
        ];
    }

    /// <summary>Gets the seconds of sound added so far.</summary>
    public double Seconds => (double)_samples / SpeechRules.SampleRate;

    /// <summary>Gets the seconds up to which the result is final: no further segment starts before.</summary>
    public double SettledSeconds => _finder.SettledSeconds;

    /// <summary>Adds sound.</summary>
    /// <param name="samples">Any number of samples, 16 kHz, one channel.</param>
    /// <param name="found">Receives the segments that have ended, in order.</param>
    public void Add(ReadOnlySpan<short> samples, ICollection<SpeechSegment> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (_finished)
        {
            throw new InvalidOperationException("The sound has ended.");
        }

        _samples += samples.Length;
        while (!samples.IsEmpty)
        {
            var take = Math.Min(samples.Length, SpeechRules.FrameSamples - _filled);
            var target = _window.AsSpan(ContextSamples + _filled, take);
            for (var i = 0; i < take; i++)
            {
                target[i] = samples[i] / 32768f;
            }

            samples = samples[take..];
            _filled += take;
            if (_filled == SpeechRules.FrameSamples)
            {
                Step(found);
            }
        }
    }

    /// <summary>Completes the sound, after which nothing can be added.</summary>
    /// <param name="found">Receives the remaining segments, in order.</param>
    public void Finish(ICollection<SpeechSegment> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (_finished)
        {
            return;
        }

        if (_filled > 0)
        {
            _window.AsSpan(ContextSamples + _filled).Clear();
            Step(found);
        }

        _finished = true;
        _finder.Finish(Seconds, found);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var input in _inputs)
        {
            input.Dispose();
        }

        _run.Dispose();
        _session.Dispose();
    }

    private void Step(ICollection<SpeechSegment> found)
    {
        float probability;
        using (var outputs = _session.Run(_run, _inputNames, _inputs, _outputNames))
        {
            probability = outputs[0].GetTensorDataAsSpan<float>()[0];
            outputs[1].GetTensorDataAsSpan<float>().CopyTo(_state);
        }

        var frame = _window.AsSpan(ContextSamples);
        _finder.Add(probability, Decibels(frame), found);
        frame[^ContextSamples..].CopyTo(_window);
        _filled = 0;
    }

    private static float Decibels(ReadOnlySpan<float> frame)
    {
        double sum = 0;
        foreach (var sample in frame)
        {
            sum += sample * sample;
        }

        return (float)(10 * Math.Log10((sum / frame.Length) + 1e-10));
    }
}

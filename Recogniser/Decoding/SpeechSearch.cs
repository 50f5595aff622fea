using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Platform.Contracts.Recognition;
using Platform.Recogniser.Lines;
using Platform.Speech.Activity;

namespace Platform.Recogniser.Decoding;

/// <summary>Searches a sound for parts with speech, once from start to end, and provides the sound of the parts found so far.</summary>
/// <param name="sound">The file of samples.</param>
/// <param name="model">The ONNX file of the model that finds speech.</param>
/// <param name="from">The time of the first sample of the file in the times of parts, in seconds.</param>
internal sealed class SpeechSearch(string sound, string model, double from = 0) : IDisposable
{
    /// <summary>The number of samples in a second.</summary>
    public const int SampleRate = 16_000;

    /// <summary>The minimum number of samples to recognise: 1.1 s, because Whisper ignores anything shorter than a second.</summary>
    public const int MinSamples = SampleRate * 11 / 10;

    // Often enough for a visible change of the percentage.
    private const double ReportSeconds = 10;

    private const double Tolerance = 1e-6;

    private readonly Lock _lock = new();
    private readonly List<SpeechPart> _parts = [];
    private readonly long _first = FirstOf(from);
    private readonly SafeFileHandle _file = File.OpenHandle(sound, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);

    /// <summary>Gets the speech of all parts, in order.</summary>
    public IReadOnlyList<SpeechSegment> Segments
    {
        get
        {
            lock (_lock)
            {
                return [.. _parts.SelectMany(static part => part.Segments)];
            }
        }
    }

    /// <summary>Searches the whole sound and reports each part as soon as it is complete.</summary>
    public void Run(EventWriter events, CancellationToken cancellationToken)
    {
        using var activity = new VoiceActivity(model);
        var collector = new PartCollector();
        List<SpeechSegment> found = [];
        List<SpeechPart> closed = [];
        var block = new short[SampleRate];
        var reported = 0d;
        long at = 0;
        for (int count; (count = Read(at, block)) > 0; at += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            activity.Add(block.AsSpan(0, count), found);
            Collect();
            collector.Settle(activity.SettledSeconds, closed);
            ReportParts();
            var seconds = (double)at / SampleRate;
            if (seconds - reported >= ReportSeconds)
            {
                reported = seconds;
                events.Write(new RecogniserEvent(Searched: new SearchedEvent(seconds, End: false)));
            }
        }

        activity.Finish(found);
        Collect();
        collector.Finish(closed, (double)at / SampleRate);
        ReportParts();
        events.Write(new RecogniserEvent(Searched: new SearchedEvent((double)at / SampleRate, End: true)));

        void Collect()
        {
            foreach (var segment in found)
            {
                collector.Add(segment, closed);
            }

            found.Clear();
        }

        void ReportParts()
        {
            foreach (var part in closed)
            {
                lock (_lock)
                {
                    _parts.Add(part);
                }

                Report(events, part);
            }

            closed.Clear();
        }
    }

    /// <summary>Takes the parts that were found before, and reports them instead of searching.</summary>
    /// <exception cref="InvalidDataException">The parts are not in order, or contain no speech.</exception>
    public void Take(IReadOnlyList<FoundPart> found, EventWriter events)
    {
        foreach (var part in found)
        {
            lock (_lock)
            {
                if (part.Index != _parts.Count || part.Speech is not { Count: > 0 } speech || part.Seconds is not (> 0 and <= PartCollector.MaxSeconds + Tolerance)
                    || FirstOf(part.Start) < _first)
                {
                    throw new InvalidDataException("The parts are numbered from 0, at most 29 s long, and have speech.");
                }

                _parts.Add(new SpeechPart(part.Index, part.Start, part.Seconds, [.. speech.Select(static span => new SpeechSegment(span.Start, span.End))]));
            }

            Report(events, _parts[part.Index]);
        }

        events.Write(new RecogniserEvent(Searched: new SearchedEvent(found.Count == 0 ? 0 : found[^1].Start + found[^1].Seconds, End: true)));
    }

    /// <summary>Gets a part that was found.</summary>
    public SpeechPart Part(int index)
    {
        lock (_lock)
        {
            return index >= 0 && index < _parts.Count ? _parts[index] : throw new InvalidDataException("There is no such part.");
        }
    }

    /// <summary>Reads the sound of a part, from -1 to 1.</summary>
    public float[] Read(SpeechPart part)
    {
        var samples = new short[(int)Math.Round(part.Seconds * SampleRate)];
        var count = Read(FirstOf(part.Start) - _first, samples);
        var floats = new float[Math.Max(count, MinSamples)];
        for (var i = 0; i < count; i++)
        {
            floats[i] = samples[i] / 32768f;
        }

        return floats;
    }

    public void Dispose() => _file.Dispose();

    private static long FirstOf(double seconds) => (long)Math.Round(seconds * SampleRate);

    private static void Report(EventWriter events, SpeechPart part) => events.Write(new RecogniserEvent(Part: new FoundPart(
        part.Index, part.Start, part.Seconds, [.. part.Segments.Select(static segment => new SpeechSpan(segment.Start, segment.End))])));

    private int Read(long at, Span<short> samples)
    {
        var bytes = MemoryMarshal.AsBytes(samples);
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(_file, bytes[read..], (at * sizeof(short)) + read) is > 0 and var some)
        {
            read += some;
        }

        return read / sizeof(short);
    }
}

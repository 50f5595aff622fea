using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Platform.Worker.Media;

/// <summary>From a moment of sound that lies end to end on, how much later it is to be heard.</summary>
/// <param name="From">Seconds of sound.</param>
/// <param name="Later">Seconds.</param>
internal readonly record struct ClockStep(double From, double Later);

/// <summary>
/// When the sound of an AVI file is to be heard. The format has no timestamps, and those that ffmpeg makes up leave gaps out
/// and run too fast where chunks are larger than the header says. But empty chunks stand for sound that is not there, and
/// chunks stand beside the pictures that they belong to.
/// </summary>
/// <remarks>Chunks: https://learn.microsoft.com/windows/win32/directshow/avi-riff-file-reference.</remarks>
internal sealed class AviClock
{
    private const int MaxChunks = 8_000_000;
    private const int MaxDepth = 4;

    // Files keep sound up to a second ahead of its picture or behind it, so less is no gap.
    private const double SmallestGap = 1.5;

    // Codecs whose packets differ in length fill them up with empty chunks; more of these in a row are a gap.
    private const double SmallestRun = 0.2;

    private readonly Func<long, Memory<byte>, int> _read;
    private readonly List<AviStream> _streams = [];
    private readonly List<Chunk> _chunks = [];
    private readonly int _track;
    private int _sound = -1;
    private int _video = -1;
    private double _videoSeconds;
    private double _soundSeconds;
    private double _emptySeconds;
    private double _emptyRun;
    private int _visited;

    private AviClock(Func<long, Memory<byte>, int> read, int track) => (_read, _track) = (read, track);

    /// <summary>Reads the steps; none where sound runs from the beginning without a gap.</summary>
    /// <param name="file">The file.</param>
    /// <param name="track">Which sound track, from 0.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static IReadOnlyList<ClockStep> Read(string file, int track, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        return Read((offset, into) => RandomAccess.Read(handle, into.Span, offset), RandomAccess.GetLength(handle), track, cancellationToken);
    }

    /// <summary>Reads the steps from anything that can be read at an offset.</summary>
    internal static IReadOnlyList<ClockStep> Read(Func<long, Memory<byte>, int> read, long length, int track, CancellationToken cancellationToken)
    {
        var clock = new AviClock(read, track);
        clock.Walk(0, length, depth: 0, cancellationToken);
        return clock.Steps();
    }

    private void Walk(long at, long end, int depth, CancellationToken cancellationToken)
    {
        var header = new byte[12];
        while (at + 8 <= end && _visited++ < MaxChunks && _read(at, header) >= 8)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            var id = Encoding.Latin1.GetString(header, 0, 4);
            var next = at + 8 + size + (size & 1);
            if (id is "RIFF" or "LIST" && depth < MaxDepth)
            {
                Walk(at + 12, Math.Min(end, id == "RIFF" && StatedLength.IsPlaceholder(size) ? end : next), depth + 1, cancellationToken);
            }
            else if (id == "strh")
            {
                AddStream(at + 8);
            }
            else if (char.IsAsciiDigit(id[0]) && int.TryParse(id.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var stream))
            {
                AddChunk(stream, size);
            }

            at = next;
        }
    }

    private void AddStream(long at)
    {
        var header = new byte[48];
        if (_read(at, header) < header.Length)
        {
            return;
        }

        var type = Encoding.Latin1.GetString(header, 0, 4);
        var scale = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(20));
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(24));
        var unit = rate == 0 ? 0 : (double)scale / rate;
        _streams.Add(new AviStream(unit, BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(44)), BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(28)) * unit));
        if (type == "vids" && _video < 0)
        {
            _video = _streams.Count - 1;
        }

        if (type == "auds" && _streams.Count(static s => s.IsSound) == _track && _sound < 0)
        {
            _sound = _streams.Count - 1;
        }

        if (type == "auds")
        {
            _streams[^1] = _streams[^1] with { IsSound = true };
        }
    }

    private void AddChunk(int index, uint size)
    {
        if (index == _video && index < _streams.Count)
        {
            _videoSeconds += _streams[index].Unit;
        }
        else if (index == _sound && index < _streams.Count)
        {
            var stream = _streams[index];
            if (size == 0 && stream.SampleSize == 0)
            {
                _emptyRun += stream.Unit;
                return;
            }

            if (_emptyRun >= SmallestRun)
            {
                _emptySeconds += _emptyRun;
            }
            else
            {
                _soundSeconds += _emptyRun;
            }

            _emptyRun = 0;

            _chunks.Add(new Chunk(_soundSeconds, _emptySeconds, _videoSeconds - _soundSeconds - _emptySeconds));
            _soundSeconds += stream.SampleSize == 0 ? stream.Unit : (double)size / stream.SampleSize * stream.Unit;
        }
    }

    private List<ClockStep> Steps()
    {
        List<ClockStep> steps = [];
        var gaps = _sound >= 0 ? _streams[_sound].Start : 0;
        var usesPicture = _video >= 0 && _videoSeconds > 0 && _emptySeconds == 0 && gaps == 0;
        var behind = new double[_chunks.Count];
        var least = double.PositiveInfinity;
        for (var i = _chunks.Count - 1; i >= 0; i--)
        {
            // Sound that is stored after its picture catches up in the end; what never does was late.
            behind[i] = least = Math.Min(least, _chunks[i].BehindPicture);
        }

        // A gap is a leap: sound that falls behind its picture bit by bit is one of two clocks that is wrong.
        double later = 0;
        var before = _chunks.Count > 0 && usesPicture ? _streams[_video].Unit / 2 : 0;
        for (var i = 0; i < _chunks.Count; i++)
        {
            // What stands at the very end is the rest of the sound, whatever pictures are before it.
            var isRest = _soundSeconds - _chunks[i].Seconds < SmallestGap;
            var previous = i == 0 ? before : _chunks[i - 1].BehindPicture;
            if (usesPicture && !isRest && behind[i] - previous > SmallestGap)
            {
                gaps += behind[i] - (previous - before < SmallestRun ? before : previous);
                before = behind[i];
            }
            else if (i == 0)
            {
                before = behind[i];
            }

            var now = _chunks[i].Empty + gaps;
            if (now > later)
            {
                later = now;
                steps.Add(new ClockStep(_chunks[i].Seconds, later));
            }
        }

        return steps;
    }

    private readonly record struct Chunk(double Seconds, double Empty, double BehindPicture);

    private readonly record struct AviStream(double Unit, uint SampleSize, double Start, bool IsSound = false);
}

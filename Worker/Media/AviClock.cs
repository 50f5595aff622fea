using System.Buffers.Binary;
using System.Text;

namespace Platform.Worker.Media;

/// <summary>Represents a delay that applies to the sound from a time on.</summary>
/// <param name="From">The time in the contiguous sound, in seconds.</param>
/// <param name="Later">The delay in seconds.</param>
internal readonly record struct ClockStep(double From, double Later);

/// <summary>
/// Reconstructs the presentation times of the sound in an AVI file. The format has no timestamps, and those that ffmpeg computes omit gaps and run
/// too fast where chunks are larger than the header states. But empty chunks represent missing sound, and chunks are interleaved with the pictures
/// that they belong to.
/// </summary>
/// <remarks>Chunks: https://learn.microsoft.com/windows/win32/directshow/avi-riff-file-reference.</remarks>
internal sealed class AviClock
{
    // A picture and a chunk of sound every 10 ms, for the longest recording that may be allowed. They are not kept in a list.
    private const int MaxChunks = 150_000_000;
    private const int MaxDepth = 4;

    // The name of a chunk contains its stream's number in two digits.
    private const int MaxStreams = 100;
    private const int Header = 12;

    // Small chunks are read many at a time.
    private const int WindowBytes = 4096;

    // Codecs with packets of variable length pad them with empty chunks; a longer run of empty chunks is a gap.
    private const double MinRun = 0.2;

    private readonly Func<long, Memory<byte>, int> _read;
    private readonly List<AviStream> _streams = [];
    private readonly List<ClockStep> _pauses = [];
    private readonly PictureLeaps _leaps = new();
    private readonly byte[] _window = new byte[WindowBytes];
    private readonly int _track;
    private long _windowAt;
    private int _windowBytes;
    private int _sound = -1;
    private int _video = -1;
    private double _videoSeconds;
    private double _soundSeconds;
    private double _emptySeconds;
    private double _emptyRun;
    private int _visited;

    private AviClock(Func<long, Memory<byte>, int> read, int track) => (_read, _track) = (read, track);

    /// <summary>Reads the delays; none if the sound runs without a gap from the beginning.</summary>
    /// <param name="file">The file.</param>
    /// <param name="track">The index of the sound track, from 0.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static IReadOnlyList<ClockStep> Read(string file, int track, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        return Read((offset, into) => RandomAccess.Read(handle, into.Span, offset), RandomAccess.GetLength(handle), track, cancellationToken);
    }

    /// <summary>Reads the delays through a function that reads at an offset.</summary>
    internal static IReadOnlyList<ClockStep> Read(Func<long, Memory<byte>, int> read, long length, int track, CancellationToken cancellationToken)
    {
        var clock = new AviClock(read, track);
        clock.Walk(0, length, depth: 0, cancellationToken);
        return clock.Steps();
    }

    private void Walk(long at, long end, int depth, CancellationToken cancellationToken)
    {
        while (at + 8 <= end && HeaderAt(at) is { IsEmpty: false } header)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_visited++ == MaxChunks)
            {
                throw MediaErrors.TooManyPieces();
            }

            var size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            var next = at + 8 + size + (size & 1);
            var isRiff = header.StartsWith("RIFF"u8);
            if ((isRiff || header.StartsWith("LIST"u8)) && depth < MaxDepth)
            {
                Walk(at + 12, Math.Min(end, isRiff && StatedLength.IsPlaceholder(size) ? end : next), depth + 1, cancellationToken);
            }
            else if (header.StartsWith("strh"u8))
            {
                AddStream(at + 8);
            }
            else if (char.IsAsciiDigit((char)header[0]) && char.IsAsciiDigit((char)header[1]))
            {
                AddChunk(((header[0] - '0') * 10) + header[1] - '0', size);
            }

            at = next;
        }
    }

    // Returns the name and the size of the chunk at an offset; empty if the file ends before.
    private ReadOnlySpan<byte> HeaderAt(long at)
    {
        if (at < _windowAt || at + Header > _windowAt + _windowBytes)
        {
            _windowAt = at;
            _windowBytes = _read(at, _window);
        }

        var header = _window.AsSpan((int)(at - _windowAt), (int)Math.Min(Header, _windowAt + _windowBytes - at));
        return header.Length >= 8 ? header : [];
    }

    private void AddStream(long at)
    {
        var header = new byte[48];
        if (_streams.Count == MaxStreams || _read(at, header) < header.Length)
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

            if (_emptyRun >= MinRun)
            {
                _emptySeconds += _emptyRun;
            }
            else
            {
                _soundSeconds += _emptyRun;
            }

            _emptyRun = 0;
            AddPause();
            _leaps.Add(_soundSeconds, _videoSeconds - _soundSeconds - _emptySeconds);
            _soundSeconds += stream.SampleSize == 0 ? stream.Unit : (double)size / stream.SampleSize * stream.Unit;
        }
    }

    private void AddPause()
    {
        if (_pauses.Count == 0 || (_emptySeconds > _pauses[^1].Later && _pauses.Count < PictureLeaps.MaxGaps))
        {
            _pauses.Add(new ClockStep(_soundSeconds, _emptySeconds));
        }
    }

    private List<ClockStep> Steps()
    {
        var start = _sound >= 0 ? _streams[_sound].Start : 0;
        return _video >= 0 && _videoSeconds > 0 && _emptySeconds == 0 && start == 0
            ? _leaps.Steps(_streams[_video].Unit, _soundSeconds)
            : [.. _pauses.Select(pause => pause with { Later = pause.Later + start }).Where(static step => step.Later > 0)];
    }

    private readonly record struct AviStream(double Unit, uint SampleSize, double Start, bool IsSound = false);
}

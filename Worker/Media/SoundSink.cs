using System.Runtime.InteropServices;
using Platform.Worker.Splitting;
using Platform.Worker.Timing;

namespace Platform.Worker.Media;

/// <summary>Mixes, measures and writes decoded packets of one or two channels, and records their presentation times.</summary>
internal sealed class SoundSink : IAsyncDisposable
{
    // The mix of uncorrelated channels has half the power of the louder one; if one channel is silent it has a quarter; if they cancel out it has
    // less.
    private const double CancelledShare = 1 / 8d;
    private const double DifferingShare = 0.6;

    private readonly SparseSound _file;
    private readonly LevelMeter _meter = new(MediaTools.SampleRate);
    private readonly TimelineBuilder<byte[]> _timeline;
    private readonly int _channels;
    private readonly ChannelMix _mix;
    private double _left;
    private double _right;
    private double _both;
    private short[] _mono = [];

    public SoundSink(string file, long maxBytes, int channels, ChannelMix mix, TimelineOptions timing)
    {
        _file = new SparseSound(file, maxBytes);
        _channels = channels;
        _mix = mix;
        _timeline = new TimelineBuilder<byte[]>(timing, Write, Pause);
    }

    /// <summary>Gets the presentation time of the end of the added sound, in seconds; the length of the contiguous sound if that is more.</summary>
    public double End => Math.Max(_timeline.End, _timeline.SoundSeconds);

    /// <summary>Gets whether the sound is larger than permitted.</summary>
    public bool IsTooLarge => _file.IsTooLarge;

    /// <summary>Adds a packet of interleaved 16-bit samples.</summary>
    public void Add(byte[] sound, double timestamp) => _timeline.Add(sound, sound.Length / (sizeof(short) * _channels), timestamp);

    /// <summary>Completes the sound after the last packet.</summary>
    public DecodedSound Finish()
    {
        _timeline.Finish();
        return new DecodedSound(_timeline.SoundSeconds, _timeline.End, _meter.Finish(), _timeline.Timeline, LoudestMix, Both < DifferingShare);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    // The power of the mix relative to the louder channel; 1 if there is nothing to compare.
    private double Both => _mix != ChannelMix.All || _left + _right == 0 ? 1 : _both / Math.Max(_left, _right);

    private ChannelMix LoudestMix =>
        Both > CancelledShare ? ChannelMix.All
        : _left >= _right ? ChannelMix.Left
        : ChannelMix.Right;

    private void Write(byte[] sound, int skipped)
    {
        var samples = MemoryMarshal.Cast<byte, short>(sound);
        var mono = _channels == 1 ? samples[skipped..] : Mix(samples, skipped);
        _meter.Add(mono);
        _file.Write(mono);
    }

    private ReadOnlySpan<short> Mix(ReadOnlySpan<short> samples, int skipped)
    {
        var count = samples.Length / 2;
        if (_mono.Length < count)
        {
            _mono = new short[count];
        }

        for (var i = skipped; i < count; i++)
        {
            var (left, right) = (samples[2 * i], samples[(2 * i) + 1]);
            var both = (left + right) / 2;
            _left += (double)left * left;
            _right += (double)right * right;
            _both += (double)both * both;
            _mono[i] = _mix switch
            {
                ChannelMix.Left => left,
                ChannelMix.Right => right,
                _ => (short)both,
            };
        }

        return _mono.AsSpan(skipped, count - skipped);
    }

    private void Pause(int samples)
    {
        Span<short> zeros = stackalloc short[1024];
        zeros.Clear();
        for (var left = samples; left > 0; left -= zeros.Length)
        {
            _meter.Add(zeros[..Math.Min(left, zeros.Length)]);
        }

        _file.WriteSilence(samples);
    }
}

using System.Runtime.InteropServices;
using Platform.Worker.Splitting;
using Platform.Worker.Timing;

namespace Platform.Worker.Media;

/// <summary>Takes decoded packets of one or two channels: mixes, measures and writes them, and notes when they are to be heard.</summary>
internal sealed class SoundSink : IAsyncDisposable
{
    // The mix has half the power of the louder channel where both have nothing to do with each other, a quarter where one is silent, less where they are opposites.
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

    /// <summary>Presentation time of the end of what was added, in seconds; of sound end to end where that is more.</summary>
    public double End => Math.Max(_timeline.End, _timeline.SoundSeconds);

    /// <summary>Whether it took more space than allowed.</summary>
    public bool IsTooLarge => _file.IsTooLarge;

    /// <summary>Adds a packet: 16-bit samples of all channels in turn.</summary>
    public void Add(byte[] sound, double timestamp) => _timeline.Add(sound, sound.Length / (sizeof(short) * _channels), timestamp);

    /// <summary>The last packet was added.</summary>
    public DecodedSound Finish()
    {
        _timeline.Finish();
        return new DecodedSound(_timeline.SoundSeconds, _timeline.End, _meter.Finish(), _timeline.Timeline, LoudestMix, Both < DifferingShare);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    // Power of the mix as a share of the louder channel's; 1 where there is nothing to compare.
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

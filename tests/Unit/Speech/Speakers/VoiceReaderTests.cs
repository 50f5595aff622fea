using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;
using Platform.Speech.Speakers;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

public sealed class VoiceReaderTests
{
    [Fact]
    public void Windows_are_processed_in_batches_of_32_in_one_buffer()
    {
        var model = new Ear();
        var windows = VoiceWindows.In([new(0, 60)], 60 * VoiceWindow.Rate);

        var vectors = VoiceReader.Read(model, new Sound(60 * VoiceWindow.Rate, at => (short)(at / 6_400)), windows, CancellationToken.None);

        model.Batches.ShouldAllBe(batch => batch.Length <= VoiceReader.Batch);
        model.Buffers.Count.ShouldBe(1);
        vectors.Count.ShouldBe(windows.Length);

        // The first sample of each window says which one it is.
        model.Batches.SelectMany(batch => batch).Select(first => (long)first).ShouldBe(windows.Select(window => window.First / 6_400));
        for (var i = 0; i < windows.Length; i++)
        {
            vectors[i][0].ShouldBe(windows[i].First / 6_400);
        }
    }

    [Fact]
    public void A_segment_shorter_than_a_window_is_repeated_without_surrounding_sound()
    {
        var model = new Ear();
        var windows = VoiceWindows.In([new(1, 1.625)], 4 * VoiceWindow.Rate);

        VoiceReader.Read(model, new Sound(4 * VoiceWindow.Rate, at => (short)(at is >= 16_000 and < 26_000 ? at - 16_000 : -1)), windows, CancellationToken.None);

        model.Last.Length.ShouldBe(VoiceWindow.Length);
        for (var i = 0; i < model.Last.Length; i++)
        {
            model.Last[i].ShouldBe(i % 10_000);
        }
    }

    [Fact]
    public void Reading_can_be_cancelled_between_batches()
    {
        using var cancel = new CancellationTokenSource();
        var model = new Ear { Heard = cancel.Cancel };
        var windows = VoiceWindows.In([new(0, 60)], 60 * VoiceWindow.Rate);

        Should.Throw<OperationCanceledException>(() => VoiceReader.Read(model, new Sound(60 * VoiceWindow.Rate, _ => 0), windows, cancel.Token));
        model.Batches.Count.ShouldBe(1);
    }

    [Fact]
    public void A_file_can_be_read_at_any_position()
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[2_001];
        for (var i = 0; i < 1_000; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * 2), (short)(i - 500));
        }

        File.WriteAllBytes(folder.File("sound.pcm"), bytes);
        using var file = new PcmFile(folder.File("sound.pcm"));
        file.Count.ShouldBe(1_000);
        var read = new short[3];
        file.Read(997, read);
        read.ShouldBe([(short)497, (short)498, (short)499]);
        Should.Throw<EndOfStreamException>(() => file.Read(999, read));
    }

    [Fact]
    public void Words_get_the_speakers_of_their_sound()
    {
        // Each tells itself by the first sample of a window: somebody else speaks from the second segment on, and the first one again.
        var sound = new Sound(30 * VoiceWindow.Rate, at => (short)(at is >= 160_000 and < 320_000 ? 2 : 1));
        CaptionWord[] words = [.. Enumerable.Range(0, 28).Select(i => new CaptionWord($"w{i}", i, i + 0.8, null))];
        SpeechSegment[] speech = [new(0, 9.9), new(10, 19.9), new(20, 29.9)];

        var turns = new SpeakerLabeller(new Ear { IsVoice = true });

        turns.Label(words, speech, sound, 2, CancellationToken.None).Select(word => word.Speaker)
            .ShouldBe(Enumerable.Range(0, 28).Select(i => (int?)(i is >= 10 and < 20 ? 2 : 1)));
        turns.Label(words, speech, sound, null, CancellationToken.None).Select(word => word.Speaker)
            .ShouldBe(Enumerable.Range(0, 28).Select(i => (int?)(i is >= 10 and < 20 ? 2 : 1)));
        Should.Throw<ArgumentOutOfRangeException>(() => turns.Label(words, speech, sound, 1, CancellationToken.None));
        Should.Throw<ArgumentOutOfRangeException>(() => turns.Label(words, speech, sound, 7, CancellationToken.None));
    }

    private sealed class Sound(long count, Func<long, short> sample) : ISoundSamples
    {
        public long Count => count;

        public void Read(long at, Span<short> samples)
        {
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = sample(at + i);
            }
        }
    }

    /// <summary>Remembers what it is given.</summary>
    private sealed class Ear : IVoiceModel
    {
        public int VectorSize => 3;

        public Action Heard { get; init; } = static () => { };

        public bool IsVoice { get; init; }

        public List<float[]> Batches { get; } = [];

        public HashSet<float[]> Buffers { get; } = [];

        public float[] Last { get; private set; } = [];

        public void Embed(Memory<float> windows, Span<float> vectors)
        {
            Last = [.. windows.Span[^VoiceWindow.Length..].ToArray().Select(value => value * 32_768)];
            var firsts = new float[windows.Length / VoiceWindow.Length];
            for (var i = 0; i < firsts.Length; i++)
            {
                firsts[i] = windows.Span[i * VoiceWindow.Length] * 32_768;
                var vector = IsVoice ? Conversation.Unit(1, firsts[i] == 1 ? 1 : 0, firsts[i] == 2 ? 1 : 0) : [firsts[i], 0, 0];
                vector.CopyTo(vectors[(i * VectorSize)..]);
            }

            Batches.Add(firsts);
            MemoryMarshal.TryGetArray<float>(windows, out var buffer).ShouldBeTrue();
            Buffers.Add(buffer.Array!);
            Heard();
        }
    }
}

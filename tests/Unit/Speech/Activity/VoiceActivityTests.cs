using System.Buffers.Binary;
using Platform.Speech.Activity;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Activity;

public sealed class VoiceActivityTests
{
    private const int Rate = 16_000;
    private static readonly string s_model = RepositoryRoot.Combine("models", "silero_vad_16k_op15.onnx");

    [Fact]
    public void Speech_between_silence_is_located_while_the_sound_is_read()
    {
        var speech = Samples(Recording.Shortest.File);
        var seconds = (double)speech.Length / Rate;
        short[] sound = [.. new short[2 * Rate], .. speech, .. new short[2 * Rate], .. speech];

        using var activity = new VoiceActivity(s_model);
        List<SpeechSegment> found = [];
        activity.Add(sound.AsSpan(0, speech.Length + (4 * Rate)), found);
        found.ShouldNotBeEmpty();
        found[0].Start.ShouldBeInRange(1.9, 3);
        found[^1].End.ShouldBeInRange(1 + seconds, 2.1 + seconds);

        var first = found.Count;
        activity.Add(sound.AsSpan(speech.Length + (4 * Rate)), found);
        activity.Finish(found);
        found[first].Start.ShouldBeInRange(3.9 + seconds, 5 + seconds);
        found[^1].End.ShouldBeLessThanOrEqualTo((double)sound.Length / Rate);
        activity.Seconds.ShouldBe((double)sound.Length / Rate, 1e-9);
        found.ShouldAllBe(segment => (segment.Start >= 1.9 && segment.End <= 2.1 + seconds) || segment.Start >= 3.9 + seconds);
    }

    [Fact]
    public void The_result_does_not_depend_on_the_chunk_size()
    {
        short[] sound = [.. new short[Rate], .. Samples(Recording.Shortest.File), .. new short[Rate / 3]];
        List<SpeechSegment> whole = [];
        using (var activity = new VoiceActivity(s_model))
        {
            activity.Add(sound, whole);
            activity.Finish(whole);
        }

        List<SpeechSegment> pieces = [];
        using (var activity = new VoiceActivity(s_model))
        {
            for (var (at, length) = (0, 0); at < sound.Length; at += length)
            {
                length = Math.Min(sound.Length - at, 1 + (at % 1999));
                activity.Add(sound.AsSpan(at, length), pieces);
            }

            activity.Finish(pieces);
        }

        whole.ShouldNotBeEmpty();
        pieces.ShouldBe(whole);
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("white noise")]
    [InlineData("hum")]
    public void Other_sounds_are_not_speech(string kind)
    {
        var random = new Random(7);
        var sound = new short[10 * Rate];
        for (var i = 0; i < sound.Length; i++)
        {
            sound[i] = kind switch
            {
                "white noise" => (short)random.Next(-8000, 8000),
                "hum" => (short)(9000 * Math.Sin(2 * Math.PI * 100 * i / Rate)),
                _ => 0,
            };
        }

        using var activity = new VoiceActivity(s_model);
        List<SpeechSegment> found = [];
        activity.Add(sound, found);
        activity.Finish(found);
        found.ShouldBeEmpty();
    }

    [Fact]
    public void Another_file_is_refused_as_model()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "broken.onnx");
        File.WriteAllBytes(file, [.. File.ReadAllBytes(s_model).Take(1000)]);
        Should.Throw<InvalidDataException>(() => new VoiceActivity(file));
    }

    private static short[] Samples(string file)
    {
        var bytes = File.ReadAllBytes(file).AsSpan();
        bytes = bytes[(bytes.IndexOf("data"u8) + 8)..];
        var samples = new short[bytes.Length / 2];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]);
        }

        return samples;
    }
}

using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;
using Platform.Speech.Speakers;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Shouldly;

namespace Platform.Unit.Speech.Speakers;

/// <summary>The model that is shipped, with recordings of two people: a reader of LibriVox, and somebody who plays cards.</summary>
public sealed class SpeakerModelTests : IDisposable
{
    private const int WavHeader = 44;
    private const double PauseSeconds = 0.5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SpeakerModelFact]
    public void Two_alternating_speakers_are_distinguished()
    {
        var (speech, file) = Join(Reader("0870"), Card("005"), Reader("0890"), Card("002"), Reader("0880"), Card("004"));
        using var sound = file;
        using var model = new SpeakerModel(SpeakerModelFactAttribute.ModelFile);
        CaptionWord[] words = [.. speech.SelectMany(Words)];

        var labelled = new SpeakerLabeller(model).Label(words, speech, sound, 2, CancellationToken.None);

        labelled.Select(word => word.Speaker).Distinct().ShouldBe([1, 2], ignoreOrder: true);
        double right = labelled.Count(word => word.Speaker == (speech.FindIndex(segment => segment.End > word.Start) % 2) + 1);
        (right / words.Length).ShouldBeGreaterThan(0.85, "a single short call may go astray");
        new SpeakerLabeller(model).Label(words, speech, sound, 2, CancellationToken.None).ShouldBe(labelled);
    }

    [SpeakerModelFact]
    public void A_single_reader_gets_no_number()
    {
        var (speech, file) = Join(Reader("0870"), Reader("0890"), Reader("0920"));
        using var sound = file;
        using var model = new SpeakerModel(SpeakerModelFactAttribute.ModelFile);

        new SpeakerLabeller(model).Label([.. speech.SelectMany(Words)], speech, sound, null, CancellationToken.None)
            .ShouldAllBe(word => word.Speaker == null);
    }

    [SpeakerModelFact]
    public void Vectors_have_unit_length_and_do_not_depend_on_the_batch()
    {
        using var speakers = new SpeakerModel(SpeakerModelFactAttribute.ModelFile);
        IVoiceModel model = speakers;
        var random = new Random(1);
        var windows = new float[3 * VoiceWindow.Length];
        for (var i = VoiceWindow.Length; i < windows.Length; i++)
        {
            windows[i] = (float)(random.NextDouble() - 0.5) * (i < 2 * VoiceWindow.Length ? 0.001f : 1);
        }

        var together = new float[3 * model.VectorSize];
        model.Embed(windows, together);
        for (var i = 0; i < 3; i++)
        {
            var vector = together.AsSpan(i * model.VectorSize, model.VectorSize).ToArray();
            vector.Sum(value => (double)value * value).ShouldBe(1, 0.001);
            var alone = new float[model.VectorSize];
            model.Embed(windows.AsMemory(i * VoiceWindow.Length, VoiceWindow.Length), alone);
            alone.Zip(vector, (a, b) => (double)a * b).Sum().ShouldBe(1, 0.001);
        }
    }

    [SpeakerModelFact]
    public void Another_file_is_refused_as_model_by_name()
    {
        var other = Path.Combine(Path.GetDirectoryName(SpeakerModelFactAttribute.ModelFile)!, "silero_vad_16k_op15.onnx");
        Should.Throw<InvalidDataException>(() => new SpeakerModel(other)).Message.ShouldContain(other);
    }

    private static string Reader(string number) => Recording.All.Single(recording => recording.Name.EndsWith(number, StringComparison.Ordinal)).File;

    private static string Card(string number) => Path.Combine(Path.GetDirectoryName(Recording.Shortest.File)!, "..", "cards", $"{number}.wav");

    // Words as they might be said: somebody hears no words here, only voices.
    private static IEnumerable<CaptionWord> Words(SpeechSegment segment)
    {
        for (var start = segment.Start; start + 0.35 <= segment.End; start += 0.35)
        {
            yield return new CaptionWord("word", start, start + 0.3, null);
        }
    }

    private (List<SpeechSegment> Speech, PcmFile Sound) Join(params string[] recordings)
    {
        List<SpeechSegment> speech = [];
        var path = _folder.File("sound.pcm");
        using (var joined = File.Create(path))
        {
            foreach (var recording in recordings)
            {
                var start = (double)joined.Length / sizeof(short) / VoiceWindow.Rate;
                joined.Write(File.ReadAllBytes(recording).AsSpan(WavHeader));
                speech.Add(new SpeechSegment(start, (double)joined.Length / sizeof(short) / VoiceWindow.Rate));
                joined.Write(new byte[(int)(PauseSeconds * VoiceWindow.Rate) * sizeof(short)]);
            }
        }

        return (speech, new PcmFile(path));
    }
}

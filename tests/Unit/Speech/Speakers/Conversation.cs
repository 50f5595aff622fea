using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;
using Platform.Speech.Speakers;

namespace Platform.Unit.Speech.Speakers;

/// <summary>People who speak one after another, each turn a segment of speech, with made-up voices.</summary>
internal sealed class Conversation
{
    /// <summary>The spread of one person's voice that makes windows as similar as real ones: about 0.8, and 0.4 across persons.</summary>
    public const double Natural = 0.8;

    private const int VoiceSize = 16;
    private const double WordSeconds = 0.35;

    private Conversation(IReadOnlyList<(int Speaker, double Seconds, double Pause)> turns)
    {
        List<SpeechSegment> speech = [];
        List<CaptionWord> words = [];
        List<int> truth = [];
        var at = 0.5;
        foreach (var (speaker, seconds, pause) in turns)
        {
            speech.Add(new SpeechSegment(at, at + seconds));
            for (var word = 0; word < (int)(seconds / WordSeconds); word++)
            {
                words.Add(new CaptionWord($"w{words.Count}", at + (word * WordSeconds), at + ((word + 0.9) * WordSeconds), 0.9));
                truth.Add(speaker);
            }

            at += seconds + pause;
        }

        (Speech, Words, Truth, Samples) = (speech, words, truth, (long)(at * VoiceWindow.Rate));
        Windows = VoiceWindows.In(speech, Samples);
        Speakers = [.. turns.Select(turn => turn.Speaker)];
    }

    public IReadOnlyList<SpeechSegment> Speech { get; }

    public IReadOnlyList<CaptionWord> Words { get; }

    /// <summary>The true speaker of each word.</summary>
    public IReadOnlyList<int> Truth { get; }

    /// <summary>The speaker of each segment.</summary>
    public IReadOnlyList<int> Speakers { get; }

    public long Samples { get; }

    public VoiceWindow[] Windows { get; }

    public static Conversation Of(params (int Speaker, double Seconds)[] turns) => new([.. turns.Select(turn => (turn.Speaker, turn.Seconds, 0.4))]);

    public static Conversation With(IReadOnlyList<(int Speaker, double Seconds, double Pause)> turns) => new(turns);

    /// <summary>A voice: what all voices share, what is the speaker's own, and what differs from moment to moment.</summary>
    public static float[] Voice(int speaker, Random random, double spread = Natural, double own = 1)
    {
        var voice = new double[VoiceSize];
        voice[0] = 1;
        voice[1 + speaker] = own;
        for (var i = 8; i < VoiceSize; i++)
        {
            voice[i] = (random.NextDouble() - 0.5) * spread;
        }

        return Unit(voice);
    }

    public static float[] Unit(params double[] values)
    {
        var length = Math.Sqrt(values.Sum(value => value * value));
        return [.. values.Select(value => (float)(value / length))];
    }

    public static VoiceVectors Vectors(IReadOnlyList<float[]> voices)
    {
        var vectors = new VoiceVectors(voices.Count, voices.Count > 0 ? voices[0].Length : VoiceSize);
        for (var i = 0; i < voices.Count; i++)
        {
            voices[i].CopyTo(vectors.Room(i, 1));
        }

        return vectors;
    }

    /// <summary>The voice of each window; the same window has the same each time.</summary>
    public VoiceVectors Voices(double spread = Natural, double own = 1) =>
        Vectors([.. Windows.Select(window => Voice(Speakers[window.Segment], new Random((int)window.First), spread, own))]);

    /// <summary>Labels the words, each with the number of a speaker.</summary>
    public int?[] Label(int? speakers, double spread = Natural, double own = 1) =>
        [.. SpeakerLabeller.Label(Words, Windows, Voices(spread, own), speakers, CancellationToken.None).Select(word => word.Speaker)];

    /// <summary>Returns the expected labels: numbers in the order of first speech.</summary>
    public int?[] Expected()
    {
        List<int> met = [];
        return [.. Truth.Select(speaker =>
        {
            if (!met.Contains(speaker))
            {
                met.Add(speaker);
            }

            return (int?)(met.IndexOf(speaker) + 1);
        })];
    }
}

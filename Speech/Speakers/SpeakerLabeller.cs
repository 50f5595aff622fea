using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;

namespace Platform.Speech.Speakers;

/// <summary>Says of words who speaks them, by number and never by name. What it makes of voices on the way is kept nowhere.</summary>
public sealed class SpeakerLabeller
{
    private readonly IVoiceModel _model;

    /// <summary>Tells speakers apart by a model, which stays the caller's to dispose.</summary>
    public SpeakerLabeller(SpeakerModel model)
        : this((IVoiceModel)model)
    {
    }

    internal SpeakerLabeller(IVoiceModel model) => _model = model;

    /// <summary>Fewest speakers that can be asked for.</summary>
    public static int MinSpeakers => 2;

    /// <summary>Most speakers that can be asked for, and that are found.</summary>
    public static int MaxSpeakers => SpeakerClusters.MaxSpeakers;

    /// <summary>The words with their speakers, from 1 in the order of first speech; without where there is no speech.</summary>
    /// <param name="words">Words of the whole sound in any order; they stay in it.</param>
    /// <param name="speech">Where there is speech in it; nothing else is listened to.</param>
    /// <param name="samples">The sound.</param>
    /// <param name="speakers">How many people speak; fewer may be found. Null to find out; then words have no number where it is one.</param>
    /// <param name="cancellationToken">Ends it, within a batch of windows.</param>
    /// <exception cref="ArgumentOutOfRangeException">So many speakers cannot be told apart.</exception>
    public IReadOnlyList<CaptionWord> Label(
        IReadOnlyList<CaptionWord> words, IReadOnlyList<SpeechSegment> speech, ISoundSamples samples, int? speakers, CancellationToken cancellationToken)
    {
        if (speakers is { } asked && (asked < MinSpeakers || asked > MaxSpeakers))
        {
            throw new ArgumentOutOfRangeException(nameof(speakers), asked, $"Speakers are {MinSpeakers} to {MaxSpeakers}.");
        }

        var windows = words.Count > 0 ? VoiceWindows.In(speech, samples.Count) : [];
        return Label(words, windows, VoiceReader.Read(_model, samples, windows, cancellationToken), speakers, cancellationToken);
    }

    /// <summary>The same of windows whose vectors are there.</summary>
    internal static IReadOnlyList<CaptionWord> Label(
        IReadOnlyList<CaptionWord> words, VoiceWindow[] windows, VoiceVectors vectors, int? speakers, CancellationToken cancellationToken)
    {
        if (words.Count == 0 || windows.Length == 0)
        {
            return [.. words.Select(static word => word with { Speaker = null })];
        }

        var labels = speakers is { } given
            ? SpeakerClusters.Given(vectors, windows, given, cancellationToken)
            : SpeakerClusters.Found(vectors, windows, cancellationToken);
        var numbers = WordTurns.Of(words, windows, labels);
        var isOne = speakers is null && numbers.All(static number => number == 1);
        return [.. words.Select((word, i) => word with { Speaker = isOne ? null : numbers[i] })];
    }
}

using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;

namespace Platform.Speech.Speakers;

/// <summary>Assigns speakers to words, by number and never by name. The voice data computed for it are not stored.</summary>
public sealed class SpeakerLabeller
{
    private readonly IVoiceModel _model;

    /// <summary>Creates a labeller with a model, which the caller has to dispose.</summary>
    public SpeakerLabeller(SpeakerModel model)
        : this((IVoiceModel)model)
    {
    }

    internal SpeakerLabeller(IVoiceModel model) => _model = model;

    /// <summary>Gets the minimum number of speakers that can be requested.</summary>
    public static int MinSpeakers => 2;

    /// <summary>Gets the maximum number of speakers that can be requested, and that are found.</summary>
    public static int MaxSpeakers => SpeakerClusters.MaxSpeakers;

    /// <summary>Returns the words with their speakers, from 1 in the order of first speech; without speakers if there is no speech.</summary>
    /// <param name="words">The words of the whole sound, in any order, which is kept.</param>
    /// <param name="speech">The segments of speech; the rest of the sound is ignored.</param>
    /// <param name="samples">The sound.</param>
    /// <param name="speakers">
    /// The number of speakers; fewer may be found. Null to determine it; words then have no speaker if there is only one.
    /// </param>
    /// <param name="cancellationToken">Cancels the computation, within a batch of windows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of speakers is not supported.</exception>
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

    /// <summary>Assigns speakers by windows whose vectors have been computed.</summary>
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

using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;

namespace Platform.Worker.Recognition;

/// <summary>Recognises one sound, part by part.</summary>
internal interface IRecognition
{
    /// <summary>Gets the progress of the search for parts.</summary>
    SearchProgress Search { get; }

    /// <summary>Gets whether the recogniser is still running.</summary>
    bool IsRunning { get; }

    /// <summary>Returns the parts in order, each as soon as it is found. May be called once.</summary>
    IAsyncEnumerable<FoundPart> PartsAsync(CancellationToken cancellationToken);

    /// <summary>Detects the language of a part.</summary>
    Task<DetectedLanguage> DetectAsync(FoundPart part, CancellationToken cancellationToken);

    /// <summary>
    /// Recognises the words of a part, in order, in seconds of the sound. Several parts can be requested at a time; each waits for a slot of the
    /// machine.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="language">BCP 47 tag.</param>
    /// <param name="progress">Called with the seconds of the part that have been recognised.</param>
    /// <param name="cancellationToken">Stops waiting; the recogniser itself is killed by the token that it was started with.</param>
    Task<IReadOnlyList<CaptionWord>> RecogniseAsync(FoundPart part, string language, Action<double> progress, CancellationToken cancellationToken);

    /// <summary>
    /// Assigns a speaker to each word, as numbers from 1; empty if there is one speaker, null if this recogniser does not support it.
    /// </summary>
    /// <param name="words">All words, in seconds of the sound.</param>
    /// <param name="speakers">The number of speakers; null if unknown.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<int>?> LabelSpeakersAsync(IReadOnlyList<CaptionWord> words, int? speakers, CancellationToken cancellationToken);
}

/// <summary>Holds the progress of the search for speech, which runs ahead of recognition.</summary>
/// <param name="Seconds">The searched seconds of the sound.</param>
/// <param name="PartSeconds">The total length of the parts in seconds.</param>
/// <param name="Parts">The number of parts found.</param>
/// <param name="HasEnded">Whether the search is complete.</param>
internal readonly record struct SearchProgress(double Seconds, double PartSeconds, int Parts, bool HasEnded);

/// <summary>Represents the spoken language.</summary>
/// <param name="Tag">BCP 47 tag.</param>
/// <param name="Probability">The probability, 0 to 1; null if the job specifies the language.</param>
internal sealed record DetectedLanguage(string Tag, double? Probability);

using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;

namespace Platform.Worker.Recognition;

/// <summary>One sound that is recognised, part by part.</summary>
internal interface IRecognition
{
    /// <summary>How far the search for parts has come.</summary>
    SearchProgress Search { get; }

    /// <summary>Whether it can still be asked.</summary>
    bool IsThere { get; }

    /// <summary>The parts in order, each as soon as it is found. To be asked for once.</summary>
    IAsyncEnumerable<FoundPart> PartsAsync(CancellationToken cancellationToken);

    /// <summary>The language of a part.</summary>
    Task<HeardLanguage> DetectAsync(FoundPart part, CancellationToken cancellationToken);

    /// <summary>The words of a part, in order, in seconds of the sound. Several parts can be asked for at a time; each waits for a share of the machine.</summary>
    /// <param name="part">The part.</param>
    /// <param name="language">BCP 47 tag.</param>
    /// <param name="progress">Told up to which second of the part it has come.</param>
    /// <param name="cancellationToken">Stops waiting; the recogniser itself is killed by the one that it was started with.</param>
    Task<IReadOnlyList<CaptionWord>> RecogniseAsync(FoundPart part, string language, Action<double> progress, CancellationToken cancellationToken);

    /// <summary>Who says which word, as numbers from 1; empty where it is one person, null where this recogniser does not tell.</summary>
    /// <param name="words">All words, in seconds of the sound.</param>
    /// <param name="speakers">How many people speak; null where nobody knows.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<int>?> TellSpeakersAsync(IReadOnlyList<CaptionWord> words, int? speakers, CancellationToken cancellationToken);
}

/// <summary>How far the search for speech has come, which runs ahead of recognition.</summary>
/// <param name="Seconds">Of the sound.</param>
/// <param name="PartSeconds">How much of it is in parts.</param>
/// <param name="Parts">How many parts were found.</param>
/// <param name="HasEnded">Whether no part comes any more.</param>
internal readonly record struct SearchProgress(double Seconds, double PartSeconds, int Parts, bool HasEnded);

/// <summary>A language that is spoken.</summary>
/// <param name="Tag">BCP 47 tag.</param>
/// <param name="Probability">How sure that is, 0 to 1; null where the job says it.</param>
internal sealed record HeardLanguage(string Tag, double? Probability);

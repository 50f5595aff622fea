using Platform.Contracts.PublicApi;

namespace Platform.Worker.Recognition;

/// <summary>Turns speech into timed words.</summary>
internal interface IRecogniser
{
    /// <summary>Its name in results, such as <c>pocketsphinx</c>.</summary>
    string Name { get; }

    /// <summary>Whether it knows a language.</summary>
    /// <param name="language">BCP 47 tag.</param>
    bool Supports(string language);

    /// <summary>Recognises a WAV file, 16 kHz, one channel.</summary>
    /// <param name="file">The file.</param>
    /// <param name="seconds">Its length.</param>
    /// <param name="language">BCP 47 tag.</param>
    /// <param name="progress">Told up to which second it has come.</param>
    /// <param name="cancellationToken">Kills the recogniser.</param>
    /// <returns>Words in order, in seconds from the start of the file.</returns>
    Task<IReadOnlyList<CaptionWord>> RecogniseAsync(string file, double seconds, string language, Action<double> progress, CancellationToken cancellationToken);
}

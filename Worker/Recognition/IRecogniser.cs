namespace Platform.Worker.Recognition;

/// <summary>Turns speech into timed words.</summary>
internal interface IRecogniser
{
    /// <summary>Gets the name in results, such as <c>pocketsphinx</c>.</summary>
    string Name { get; }

    /// <summary>Checks whether a language is supported.</summary>
    /// <param name="language">The BCP 47 tag; null if the language is to be detected.</param>
    bool Supports(string? language);

    /// <summary>Recognises a sound: the model is loaded once and unloaded when this returns.</summary>
    /// <param name="sound">The sound.</param>
    /// <param name="use">Recognises parts of the sound.</param>
    /// <param name="cancellationToken">Kills the recogniser.</param>
    /// <exception cref="Kinds.JobFailedException">The recogniser failed.</exception>
    Task<T> RecogniseAsync<T>(SoundToRecognise sound, Func<IRecognition, Task<T>> use, CancellationToken cancellationToken);
}

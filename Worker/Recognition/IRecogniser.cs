namespace Platform.Worker.Recognition;

/// <summary>Turns speech into timed words.</summary>
internal interface IRecogniser
{
    /// <summary>Its name in results, such as <c>pocketsphinx</c>.</summary>
    string Name { get; }

    /// <summary>Whether it knows a language.</summary>
    /// <param name="language">BCP 47 tag; null where it is to be detected.</param>
    bool Supports(string? language);

    /// <summary>Hears a sound: what it takes is loaded once, and gone when this ends.</summary>
    /// <param name="sound">What is heard.</param>
    /// <param name="use">Recognises parts of it.</param>
    /// <param name="cancellationToken">Kills the recogniser.</param>
    /// <exception cref="Kinds.JobFailedException">It cannot.</exception>
    Task<T> HearAsync<T>(SoundToHear sound, Func<IRecognition, Task<T>> use, CancellationToken cancellationToken);
}

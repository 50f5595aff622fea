namespace Platform.Speech.Speakers;

/// <summary>Computes vectors of voices: the more similar two voices, the larger the dot product.</summary>
internal interface IVoiceModel
{
    /// <summary>Gets the number of elements in a vector.</summary>
    int VectorSize { get; }

    /// <summary>Computes the vectors of consecutive windows.</summary>
    /// <param name="windows">The samples from -1 to 1, <see cref="VoiceWindow.Length"/> for each window.</param>
    /// <param name="vectors">Receives a vector of length 1 for each window.</param>
    void Embed(Memory<float> windows, Span<float> vectors);
}

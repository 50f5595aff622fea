namespace Platform.Speech.Speakers;

/// <summary>Makes vectors of voices: the more alike two voices, the larger the dot product.</summary>
internal interface IVoiceModel
{
    /// <summary>Numbers in a vector.</summary>
    int VectorSize { get; }

    /// <summary>Embeds windows that stand one after another.</summary>
    /// <param name="windows">Samples from -1 to 1, <see cref="VoiceWindow.Length"/> for each window.</param>
    /// <param name="vectors">Gets a vector of length 1 for each window.</param>
    void Embed(Memory<float> windows, Span<float> vectors);
}

namespace Platform.Worker.Recognition;

/// <summary>A sound to be recognised.</summary>
/// <param name="Samples">File of raw samples: 16 bits, one channel, <see cref="SampleRate"/> a second.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Levels">How loud it is, for <see cref="Splitting.SoundLevels"/>.</param>
/// <param name="Folder">For files in work; nobody else's.</param>
/// <param name="Wish">What the words are to be.</param>
internal sealed record SoundToHear(string Samples, double Seconds, float[] Levels, string Folder, RecognitionWish Wish)
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 16_000;
}

/// <summary>What the words are to be, where a recogniser can do it.</summary>
/// <param name="Terms">Names and terms that may be said.</param>
/// <param name="Translate">In English, whatever is spoken.</param>
/// <param name="Sounds">Descriptions of sounds in brackets stay.</param>
internal sealed record RecognitionWish(IReadOnlyList<string> Terms, bool Translate = false, bool Sounds = false)
{
    /// <summary>The terms as a text that might stand before, as many of them as the length allows; null for none.</summary>
    public string? Prompt(int maxLength)
    {
        var text = "";
        foreach (var term in Terms.Select(static term => term.Trim()).Where(static term => term.Length > 0))
        {
            var longer = text.Length == 0 ? term : $"{text}, {term}";
            if (longer.Length >= maxLength)
            {
                break;
            }

            text = longer;
        }

        return text.Length == 0 ? null : text + ".";
    }
}

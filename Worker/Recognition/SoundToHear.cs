using System.Text;

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
    private const string Between = ", ";

    /// <summary>The terms as a text that might stand before, as many of the first ones as there is room for; null for none.</summary>
    /// <remarks>The first ones matter most and stand last: of a prompt that is too long the model takes the end.</remarks>
    /// <param name="maxBytes">Most bytes of UTF-8.</param>
    public string? Prompt(int maxBytes)
    {
        List<string> taken = [];
        var bytes = 1;
        foreach (var term in Terms.Select(static term => term.Trim()).Where(static term => term.Length > 0))
        {
            bytes += Encoding.UTF8.GetByteCount(term) + (taken.Count == 0 ? 0 : Between.Length);
            if (bytes > maxBytes)
            {
                break;
            }

            taken.Add(term);
        }

        taken.Reverse();
        return taken.Count == 0 ? null : string.Join(Between, taken) + ".";
    }
}

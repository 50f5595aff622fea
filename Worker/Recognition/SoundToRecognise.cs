using System.Text;

namespace Platform.Worker.Recognition;

/// <summary>Describes a sound to recognise.</summary>
/// <param name="Samples">The file of raw samples: 16 bits, one channel, <see cref="SampleRate"/> a second.</param>
/// <param name="Seconds">The length of the sound.</param>
/// <param name="Levels">The sound levels, for <see cref="Splitting.SoundLevels"/>.</param>
/// <param name="Folder">The folder for temporary files, used by this sound only.</param>
/// <param name="Wish">The requested form of the words.</param>
/// <param name="Parts">The file with the parts that were found before, as <see cref="Contracts.Recognition.StartCommand.Parts"/>; null to search.</param>
/// <param name="From">The time of the first sample in the times of parts and words, in seconds.</param>
internal sealed record SoundToRecognise(
    string Samples, double Seconds, float[] Levels, string Folder, RecognitionWish Wish, string? Parts = null, double From = 0)
{
    /// <summary>The sample rate.</summary>
    public const int SampleRate = 16_000;
}

/// <summary>Describes the requested form of the words, as far as the recogniser supports it.</summary>
/// <param name="Terms">Names and terms that may occur.</param>
/// <param name="Translate">Whether to translate into English.</param>
/// <param name="Sounds">Whether to keep descriptions of sounds in brackets.</param>
internal sealed record RecognitionWish(IReadOnlyList<string> Terms, bool Translate = false, bool Sounds = false)
{
    private const string Between = ", ";

    /// <summary>Formats the terms as a preceding text for the model, with as many of the first ones as fit; null for none.</summary>
    /// <remarks>The first ones are the most important and come last, because the model uses the end of a prompt that is too long.</remarks>
    /// <param name="maxBytes">The maximum number of bytes of UTF-8.</param>
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

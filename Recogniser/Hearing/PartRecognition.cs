using Platform.Contracts.PublicApi;
using Platform.Recogniser.Engine;
using Platform.Speech.Activity;
using Platform.Speech.Words;

namespace Platform.Recogniser.Hearing;

/// <summary>
/// From the sound of a part to its words: decoded, again with more freedom where that came to nothing, and without the prompt where nothing else
/// came out; checked and put on the speech.
/// </summary>
/// <param name="decoder">Says what it hears.</param>
/// <param name="time">The clock.</param>
/// <param name="decoding">Told of each decoding before it begins, by the index of the part.</param>
internal sealed class PartRecognition(IDecoder decoder, TimeProvider time, Action<int> decoding)
{
    // A large model on a busy processor takes minutes for each decoding.
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(3);

    /// <summary>The words of a part, timed by the whole sound.</summary>
    public async Task<IReadOnlyList<CaptionWord>> RunAsync(SpeechPart part, float[] sound, DecodingWish wish, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var best = await BestAsync(part, sound, wish, began, cancellationToken).ConfigureAwait(false);
        if (best is not null && PromptEcho.IsPossible(best, wish.Prompt)
            && await BestAsync(part, sound, wish with { Prompt = null }, began, cancellationToken).ConfigureAwait(false) is { } plain)
        {
            best = PromptEcho.Settle(best, plain);
        }

        return best is null ? [] : WordTimes.Place(best.Segments, part.Segments);
    }

    private async Task<GuardedText?> BestAsync(SpeechPart part, float[] sound, DecodingWish wish, long began, CancellationToken cancellationToken)
    {
        GuardedText? best = null;
        foreach (var temperature in Guards.Temperatures)
        {
            decoding(part.Index);
            var heard = await decoder.DecodeAsync(sound, part.Start, wish, temperature, cancellationToken).ConfigureAwait(false);
            var text = Guards.Check([.. heard], wish.KeepSounds, part.Segments);
            best = best?.Better(text) ?? text;
            if (!text.DecodeAgain || time.GetElapsedTime(began) > _longest)
            {
                break;
            }
        }

        return best;
    }
}

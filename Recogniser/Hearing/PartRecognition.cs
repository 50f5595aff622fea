using Platform.Contracts.PublicApi;
using Platform.Recogniser.Engine;
using Platform.Speech.Activity;
using Platform.Speech.Words;

namespace Platform.Recogniser.Hearing;

/// <summary>From the sound of a part to its words: decoded, again with more freedom where that came to nothing, checked and put on the speech.</summary>
internal static class PartRecognition
{
    /// <summary>The words of a part, timed by the whole sound.</summary>
    public static async Task<IReadOnlyList<CaptionWord>> RunAsync(IDecoder decoder, SpeechPart part, float[] sound, DecodingWish wish, CancellationToken cancellationToken)
    {
        GuardedText? best = null;
        foreach (var temperature in Guards.Temperatures)
        {
            var heard = await decoder.DecodeAsync(sound, part.Start, wish, temperature, cancellationToken).ConfigureAwait(false);
            var text = Guards.Check([.. heard], wish.KeepSounds);
            best = best?.Better(text) ?? text;
            if (!text.DecodeAgain)
            {
                break;
            }
        }

        return best is null ? [] : WordTimes.Place(best.Segments, part.Segments);
    }
}

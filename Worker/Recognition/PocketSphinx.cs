using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.Contracts.PublicApi;

namespace Platform.Worker.Recognition;

/// <summary>CMU PocketSphinx 5prealpha (<c>pocketsphinx_continuous</c>), US English.</summary>
/// <remarks>
/// With <c>-time yes</c> it prints, for each utterance, the text and then a line for each word: word, start, end, confidence.
/// Times count from the start of the file, silences that its voice detector skipped included.
/// </remarks>
internal sealed class PocketSphinx(RecogniserProcess process, IOptions<RecognitionOptions> options) : IRecogniser
{
    public string Name => "pocketsphinx";

    public bool Supports(string language) => language is "en" || language.StartsWith("en-", StringComparison.OrdinalIgnoreCase);

    public async Task<IReadOnlyList<CaptionWord>> RecogniseAsync(string file, double seconds, string language, Action<double> progress, CancellationToken cancellationToken)
    {
        List<CaptionWord> words = [];
        var settings = options.Value;
        string[] model = settings.Model.Length == 0
            ? []
            : ["-hmm", Path.Combine(settings.Model, "en-us"), "-lm", Path.Combine(settings.Model, "en-us.lm.bin"), "-dict", Path.Combine(settings.Model, "cmudict-en-us.dict")];
        await process.RunAsync(
            settings.Program.Length == 0 ? "pocketsphinx_continuous" : settings.Program,
            ["-infile", file, "-time", "yes", "-logfn", "/dev/null", .. model],
            Path.GetDirectoryName(file)!,
            seconds,
            line =>
            {
                if (TryParse(line, out var word, out var isSpeech))
                {
                    progress(word.End);
                    if (isSpeech)
                    {
                        words.Add(word);
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);
        return words;
    }

    /// <summary>Reads a line such as <c>and(2) 0.150 0.360 0.260057</c>; the text lines are none.</summary>
    internal static bool TryParse(string line, out CaptionWord word, out bool isSpeech)
    {
        word = new CaptionWord("", 0, 0, null);
        isSpeech = false;
        if (line.Split(' ') is not [{ Length: > 0 } text, var start, var end, var confidence]
            || !TryNumber(start, out var from) || !TryNumber(end, out var to) || !TryNumber(confidence, out var sure))
        {
            return false;
        }

        // <s>, <sil>, [NOISE] and ++COUGH++ are not words; the number in brackets is which pronunciation was heard.
        isSpeech = text[0] is not ('<' or '[' or '+');
        var variant = text.EndsWith(')') ? text.LastIndexOf('(') : -1;
        word = new CaptionWord(variant > 0 ? text[..variant] : text, from, to, Math.Clamp(sure, 0, 1));
        return true;
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && text.Contains('.', StringComparison.Ordinal);
}

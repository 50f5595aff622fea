using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.Worker.Splitting;

namespace Platform.Worker.Recognition;

/// <summary>Recognises US English with CMU PocketSphinx 5prealpha (<c>pocketsphinx_continuous</c>).</summary>
/// <remarks>
/// With <c>-time yes</c> it prints, for each utterance, the text and then a line for each word: word, start, end, confidence. Times count from the
/// start of the file, including silences that its voice detector skipped.
/// </remarks>
internal sealed class PocketSphinx(RecogniserProcess process, IOptions<RecognitionOptions> options) : IRecogniser
{
    public string Name => "pocketsphinx";

    public bool Supports(string? language) => language is null or "en" || language.StartsWith("en-", StringComparison.OrdinalIgnoreCase);

    public Task<T> RecogniseAsync<T>(SoundToRecognise sound, Func<IRecognition, Task<T>> use, CancellationToken cancellationToken) => use(new PocketSphinxRecognition(this, sound));

    private async Task<IReadOnlyList<CaptionWord>> RecogniseAsync(string file, double seconds, Action<double> progress, CancellationToken cancellationToken)
    {
        List<CaptionWord> words = [];
        var settings = options.Value;
        string[] model = settings.PocketSphinxModel.Length == 0
            ? []
            :
            [
                "-hmm", Path.Combine(settings.PocketSphinxModel, "en-us"), "-lm", Path.Combine(settings.PocketSphinxModel, "en-us.lm.bin"),
                "-dict", Path.Combine(settings.PocketSphinxModel, "cmudict-en-us.dict"),
            ];
        await process.RunAsync(
            settings.PocketSphinxProgram,
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

    /// <summary>Parses a line such as <c>and(2) 0.150 0.360 0.260057</c>; false for lines of text.</summary>
    internal static bool TryParse(string line, out CaptionWord word, out bool isSpeech)
    {
        word = new CaptionWord("", 0, 0, null);
        isSpeech = false;
        if (line.Split(' ') is not [{ Length: > 0 } text, var start, var end, var confidence]
            || !TryNumber(start, out var from) || !TryNumber(end, out var to) || !TryNumber(confidence, out var sure))
        {
            return false;
        }

        // <s>, <sil>, [NOISE] and ++COUGH++ are not words; the number in brackets is the pronunciation variant.
        isSpeech = text[0] is not ('<' or '[' or '+');
        var variant = text.EndsWith(')') ? text.LastIndexOf('(') : -1;
        word = new CaptionWord(variant > 0 ? text[..variant] : text, from, to, Math.Clamp(sure, 0, 1));
        return true;
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && text.Contains('.', StringComparison.Ordinal);

    /// <summary>
    /// Cuts the sound where it is quiet: this recogniser needs longer parts than speech alone would give, and skips silence itself.
    /// </summary>
    private sealed class PocketSphinxRecognition : IRecognition
    {
        private const string Language = "en-US";

        private readonly PocketSphinx _sphinx;
        private readonly SoundToRecognise _sound;
        private readonly FoundPart[] _parts;

        public PocketSphinxRecognition(PocketSphinx sphinx, SoundToRecognise sound)
        {
            (_sphinx, _sound) = (sphinx, sound);
            _parts = [.. PartSplitter.Split(sound.Levels, sound.Seconds).Where(static part => !part.Silent).Select(static (part, i) => new FoundPart(i, part.Start, part.Seconds))];
            Search = new SearchProgress(sound.Seconds, _parts.Sum(static part => part.Seconds), _parts.Length, HasEnded: true);
        }

        public SearchProgress Search { get; }

        public bool IsRunning => true;

        public async IAsyncEnumerable<FoundPart> PartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask.ConfigureAwait(false);
            foreach (var part in _parts)
            {
                yield return part;
            }
        }

        public Task<DetectedLanguage> DetectAsync(FoundPart part, CancellationToken cancellationToken) => Task.FromResult(new DetectedLanguage(Language, null));

        public async Task<IReadOnlyList<CaptionWord>> RecogniseAsync(FoundPart part, string language, Action<double> progress, CancellationToken cancellationToken)
        {
            var file = Path.Combine(_sound.Folder, string.Create(CultureInfo.InvariantCulture, $"part-{part.Index}.wav"));
            await WavePart.WriteAsync(_sound.Samples, new RecordingPart(part.Index, part.Start, part.Seconds, Silent: false), SoundToRecognise.SampleRate, file, cancellationToken).ConfigureAwait(false);
            try
            {
                var words = await _sphinx.RecogniseAsync(file, part.Seconds, second => progress(Math.Min(second, part.Seconds)), cancellationToken).ConfigureAwait(false);
                return [.. words.Select(word => word with { Start = part.Start + word.Start, End = part.Start + Math.Max(word.Start, Math.Min(word.End, part.Seconds)) })];
            }
            finally
            {
                File.Delete(file);
            }
        }

        public Task<IReadOnlyList<int>?> LabelSpeakersAsync(IReadOnlyList<CaptionWord> words, int? speakers, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<int>?>(null);
    }
}

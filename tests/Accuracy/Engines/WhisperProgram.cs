using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.Speech.Words;
using Platform.Testkit.Files;

namespace Platform.Accuracy.Engines;

/// <summary>The product's recogniser, in the program in which its workers run it, over the same lines.</summary>
/// <param name="program">Recogniser.dll.</param>
/// <param name="model">ggml file.</param>
internal sealed class WhisperProgram(string program, string model)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>Hears a sound.</summary>
    /// <param name="samples">The sound.</param>
    /// <param name="language">As Whisper calls it.</param>
    /// <param name="wish">Set where speakers are told apart.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    public Task<Hearing> HearAsync(short[] samples, string language, SpeakerWish? wish, CancellationToken cancellationToken) =>
        HearAsync(samples, language, wish, decodingAlone: false, cancellationToken);

    /// <summary>Hears a sound.</summary>
    /// <param name="samples">The sound.</param>
    /// <param name="language">As Whisper calls it.</param>
    /// <param name="wish">Set where speakers are told apart.</param>
    /// <param name="decodingAlone">Whether parts are asked for only after all of them were found.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    public async Task<Hearing> HearAsync(short[] samples, string language, SpeakerWish? wish, bool decodingAlone, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var sound = Path.Combine(folder.Path, "sound.pcm");
        await File.WriteAllBytesAsync(sound, MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(s_longest);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            var began = Stopwatch.GetTimestamp();
            var talk = new Talk(process, language, decodingAlone);
            await talk.SendAsync(new RecogniserCommand(Start: new StartCommand(model, Model("silero_vad_16k_op15.onnx"), sound, null, Translate: false, Sounds: false, Beam: 0)), stop.Token);
            var heard = await talk.HearAsync(stop.Token);
            var speakers = wish is null ? null : await LabelSpeakersAsync(talk, heard, wish, folder.Path, stop.Token);
            await talk.SendAsync(new RecogniserCommand(End: new EndCommand()), stop.Token);
            var ended = await talk.UntilAsync(static said => said.Ended, stop.Token);
            return new Hearing(heard, talk.LoadSeconds, Stopwatch.GetElapsedTime(began).TotalSeconds, ended.CpuSeconds, ended.PeakBytes, talk.Language, talk.Parts, speakers,
                talk.FirstWordsSeconds, talk.Loads, talk.DecodingCpuSeconds, talk.DecodingSeconds);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Model(string name) => RepositoryRoot.Combine("models", name);

    private static async Task<IReadOnlyList<int>> LabelSpeakersAsync(Talk talk, IReadOnlyList<CaptionWord> heard, SpeakerWish wish, string folder, CancellationToken cancellationToken)
    {
        var (words, result) = (Path.Combine(folder, "words.json"), Path.Combine(folder, "speakers.json"));
        WordTime[] times = [.. heard.Select(static word => new WordTime(word.Start, word.End))];
        await File.WriteAllBytesAsync(words, JsonSerializer.SerializeToUtf8Bytes(times, RecognitionJson.Default.IReadOnlyListWordTime), cancellationToken);
        await talk.SendAsync(new RecogniserCommand(LabelSpeakers: new LabelSpeakersCommand(Model("speaker-ge2e.onnx"), words, result, wish.Speakers)), cancellationToken);
        await talk.UntilAsync(static said => said.SpeakersLabelled, cancellationToken);
        return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(result, cancellationToken), RecognitionJson.Default.IReadOnlyListInt32) ?? [];
    }

    /// <summary>The lines to and from the program.</summary>
    private sealed class Talk(Process process, string language, bool decodingAlone)
    {
        private readonly SortedDictionary<int, List<CaptionWord>> _words = [];
        private readonly Queue<FoundPart> _waiting = [];
        private int _asked;
        private int _answered;
        private bool _isSearched;

        public double LoadSeconds { get; private set; }

        public string? Language { get; private set; }

        public int Parts { get; private set; }

        public double FirstWordsSeconds { get; private set; }

        public int Loads { get; private set; }

        public double DecodingCpuSeconds { get; private set; }

        public double DecodingSeconds { get; private set; }

        public async Task SendAsync(RecogniserCommand command, CancellationToken cancellationToken)
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command, RecognitionJson.Default.RecogniserCommand).AsMemory(), cancellationToken);
            await process.StandardInput.FlushAsync(cancellationToken);
        }

        /// <summary>Asks for as many parts at a time as there are processors until all words are there.</summary>
        public async Task<IReadOnlyList<CaptionWord>> HearAsync(CancellationToken cancellationToken)
        {
            var began = Stopwatch.GetTimestamp();
            (double Cpu, long Time)? before = null;
            while (!_isSearched || _answered < Parts)
            {
                var said = await ReadAsync(cancellationToken);
                LoadSeconds = said.Ready?.Seconds ?? LoadSeconds;
                Loads += said.Ready is null ? 0 : 1;
                FirstWordsSeconds = FirstWordsSeconds == 0 && said.Words is not null ? Stopwatch.GetElapsedTime(began).TotalSeconds : FirstWordsSeconds;
                Language = said.Language is { } told ? string.Create(CultureInfo.InvariantCulture, $"{told.Language} {told.Probability:0.00}") : Language;
                _isSearched |= said.Searched is { End: true };
                Take(said);
                while (Loads > 0 && (_isSearched || !decodingAlone) && _asked - _answered < Environment.ProcessorCount && _waiting.TryDequeue(out var part))
                {
                    _asked++;
                    before ??= (CpuSeconds(), Stopwatch.GetTimestamp());
                    if (part.Index == 0 && !decodingAlone)
                    {
                        await SendAsync(new RecogniserCommand(Detect: new PartCommand(part.Index)), cancellationToken);
                    }

                    await SendAsync(new RecogniserCommand(Recognise: new RecogniseCommand(part.Index, language)), cancellationToken);
                }
            }

            if (before is { } first)
            {
                DecodingCpuSeconds = CpuSeconds() - first.Cpu;
                DecodingSeconds = Stopwatch.GetElapsedTime(first.Time).TotalSeconds;
            }

            List<CaptionWord> words = [];
            foreach (var part in _words.Values)
            {
                words.AddRange(PartEdges.Continue(words, part));
            }

            return words;
        }

        /// <summary>Reads until the program says something of a kind.</summary>
        public async Task<T> UntilAsync<T>(Func<RecogniserEvent, T?> of, CancellationToken cancellationToken)
            where T : class
        {
            while (true)
            {
                if (of(await ReadAsync(cancellationToken)) is { } found)
                {
                    return found;
                }
            }
        }

        private double CpuSeconds()
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }

        private void Take(RecogniserEvent said)
        {
            if (said.Part is { } part)
            {
                Parts++;
                _waiting.Enqueue(part);
            }

            if (said.Words is { } words)
            {
                if (!_words.TryGetValue(words.Part, out var list))
                {
                    _words[words.Part] = list = [];
                }

                list.AddRange(words.Words);
                _answered += words.Last ? 1 : 0;
            }
        }

        private async Task<RecogniserEvent> ReadAsync(CancellationToken cancellationToken)
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The recogniser ended before it was done.");
            var said = JsonSerializer.Deserialize(line, RecognitionJson.Default.RecogniserEvent) ?? throw new InvalidOperationException("The recogniser says nothing.");
            return said.Failed is { } failed ? throw new InvalidOperationException($"The recogniser failed: {failed.Reason}") : said;
        }
    }
}

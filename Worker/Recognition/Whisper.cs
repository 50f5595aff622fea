using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.ServiceDefaults.Files;
using Platform.Worker.Kinds;
using Platform.Worker.Processes;

namespace Platform.Worker.Recognition;

/// <summary>
/// Recognises speech with Whisper in a separate program (project Recogniser): one process with one loaded model for each sound, and its parts in
/// parallel.
/// </summary>
internal sealed partial class Whisper(
    ChildProcess children, MachineSlots slots, RecogniserFiles files, IOptions<RecognitionOptions> options, TimeProvider time, ILogger<Whisper> logger) : IRecogniser
{
    // A processor that is slower than this cannot be distinguished from a program that hangs.
    private const double SlowestFactor = 40;

    // Half a gigabyte: the speakers of twelve hours of sound take 60 MB of it.
    private const string HeapLimit = "0x20000000";
    private const string HeapReserve = "0x40000000";
    private const double MinPart = 0.2;

    // 128 + SIGKILL, as a shell reports it.
    private const int Killed = 137;

    // Other jobs may use the whole machine in the meantime, for an unknown time: a program that hangs is detected by its lack of progress.
    private static readonly TimeSpan s_maxLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_maxReportTime = TimeSpan.FromHours(1);

    private volatile bool _isUnlimited;

    public string Name { get; } = "whisper " + NameOf(files.SpeechModel);

    /// <summary>Gets or sets whether the model supports languages other than English.</summary>
    public bool IsMultilingual { get; set; } = true;

    /// <summary>Gets whether the program runs with a limit of its address space.</summary>
    public bool IsLimited => !_isUnlimited;

    public bool Supports(string? language) => language is null || (WhisperLanguages.Of(language) is { } known && (IsMultilingual || known == "en"));

    public async Task<T> RecogniseAsync<T>(SoundToRecognise sound, Func<IRecognition, Task<T>> use, CancellationToken cancellationToken)
    {
        T result = default!;
        var isDone = false;
        var start = new StartCommand(
            files.SpeechModel, files.VoiceModel, sound.Samples, sound.Wish.Prompt(ProtocolLimits.MaxPrompt), sound.Wish.Translate, sound.Wish.Sounds, options.Value.Beam, sound.Parts, sound.From);
        try
        {
            await TalkAsync(
                start,
                sound.Folder,
                sound.Seconds,
                async talk =>
                {
                    await talk.ReadyAsync(cancellationToken);
                    result = await use(new WhisperRecognition(this, talk, sound));
                    isDone = true;
                },
                cancellationToken);
            return result;
        }
        catch (Exception error) when (isDone && error is ChildTimeoutException or RecogniserExitedException)
        {
            // The program was killed after everything that was requested had arrived.
            LogNotEnded(error.Message);
            return result;
        }
        catch (ChildTimeoutException error)
        {
            throw new JobFailedException("recogniser_timeout", "Speech recognition took too long.", retryable: true, error);
        }
        catch (RecogniserExitedException error)
        {
            throw new JobFailedException("recogniser_failed", "Speech recognition failed.", retryable: true, error);
        }
    }

    /// <summary>Tests whether the models can be loaded: starts the program, which loads them and ends.</summary>
    /// <param name="folder">The folder for temporary files.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns>Why they could not be loaded; null if they could.</returns>
    public async Task<string?> TryAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await TalkAsync(
                new StartCommand(files.SpeechModel, files.VoiceModel, Sound: null, Prompt: null, Translate: false, Sounds: false, options.Value.Beam),
                folder,
                seconds: 0,
                talk => talk.ReadyAsync(cancellationToken),
                cancellationToken);
            return null;
        }
        catch (Exception error) when (error is ChildTimeoutException or RecogniserExitedException)
        {
            return error.Message;
        }
        catch (JobFailedException error)
        {
            return error.InnerException?.Message ?? error.Message;
        }
    }

    private string SpeakerModel => files.SpeakerModel;

    private ValueTask<IDisposable> SlotAsync(CancellationToken cancellationToken) => slots.TakeAsync(cancellationToken);

    private static string NameOf(string model)
    {
        var name = Path.GetFileNameWithoutExtension(model);
        return name.StartsWith("ggml-", StringComparison.Ordinal) ? name[5..] : name;
    }

    private async Task TalkAsync(StartCommand start, string folder, double seconds, Func<RecogniserClient, Task> use, CancellationToken cancellationToken)
    {
        var program = files.Program is { } found && File.Exists(found) ? found
            : throw new JobFailedException("tool_missing", "The worker lacks a program that captions need.", retryable: true, new FileNotFoundException("Recogniser.dll"));
        while (true)
        {
            var isLimited = !_isUnlimited;
            var cameUp = false;
            var result = await children.TalkAsync(
                Command(program, folder, seconds, isLimited),
                async (input, output) =>
                {
                    using var talk = new RecogniserClient(input, output, (int)(seconds / MinPart) + 16, time);
                    cameUp = await talk.BeginAsync(cancellationToken);
                    if (cameUp)
                    {
                        await talk.StartAsync(start, cancellationToken);
                        await use(talk);
                        if (await talk.EndAsync(cancellationToken) is { } ended)
                        {
                            LogEnded(ended.CpuSeconds, ended.PeakBytes >> 20, seconds);
                        }
                    }
                },
                cancellationToken);
            if (cameUp)
            {
                return;
            }

            // A program that reaches a limit reports it and ends by itself.
            if (!isLimited || result.IsMissing || result.ExitCode == Killed || result.Errors.Length == 0)
            {
                throw new JobFailedException(
                    result.IsMissing ? "tool_missing" : "recogniser_failed",
                    result.IsMissing ? "The worker lacks a program that captions need." : "Speech recognition failed.",
                    retryable: true,
                    new InvalidOperationException($"{program}: exit code {result.ExitCode}. {result.Errors}"));
            }

            // How much address space a runtime reserves differs between systems. If it does not start within the limit, only its heap limit applies.
            _isUnlimited = true;
            LogUnlimited(options.Value.WhisperMegabytes, result.Errors);
        }
    }

    // The runtime of this program; if the worker brings its own, the installed one.
    private static string Runtime()
    {
        var own = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return File.Exists(own) ? own : "dotnet";
    }

    private ChildCommand Command(string program, string folder, double seconds, bool isLimited) => new(
        Runtime(),
        // The folder identifies the job of the process in process lists.
        ["exec", program, folder],
        s_maxLifetime + TimeSpan.FromSeconds(seconds * SlowestFactor))
    {
        Nice = options.Value.Nice,
        MemoryMegabytes = isLimited ? options.Value.WhisperMegabytes : null,
        WorkingFolder = folder,
        Paths = [Path.GetDirectoryName(program)!, files.SpeechModel, files.VoiceModel, files.SpeakerModel],
        InputPipe = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"recogniser-{Guid.CreateVersion7(time.GetUtcNow()):N}.pipe")),
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_GCHeapHardLimit"] = HeapLimit,
            // Otherwise the runtime reserves a multiple of its heap, which leaves no address space for the parts.
            ["DOTNET_GCRegionRange"] = HeapReserve,
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_EnableDiagnostics"] = "0",
            // Busy-waiting threads take the cores from other parts; memory arenas for each thread use up address space.
            ["OMP_NUM_THREADS"] = "1",
            ["OMP_WAIT_POLICY"] = "passive",
            ["MALLOC_ARENA_MAX"] = "2",
        },
    };

    [LoggerMessage(1, LogLevel.Information, "Recogniser ended: {CpuSeconds} s of CPU time and {PeakMegabytes} MiB for {SoundSeconds} s of sound")]
    private partial void LogEnded(double cpuSeconds, long peakMegabytes, double soundSeconds);

    [LoggerMessage(2, LogLevel.Warning, "Recogniser did not start within {Megabytes} MiB of address space, so only its heap is limited from now on: {Errors}")]
    private partial void LogUnlimited(int megabytes, string errors);

    [LoggerMessage(3, LogLevel.Warning, "Recogniser did not exit after its work: {Reason}")]
    private partial void LogNotEnded(string reason);

    private sealed class WhisperRecognition(Whisper whisper, RecogniserClient talk, SoundToRecognise sound) : IRecognition
    {
        private const double SlowestLabelling = 10;

        public SearchProgress Search => talk.Search;

        public bool IsRunning => talk.IsRunning;

        public IAsyncEnumerable<FoundPart> PartsAsync(CancellationToken cancellationToken) => talk.PartsAsync(cancellationToken);

        public async Task<DetectedLanguage> DetectAsync(FoundPart part, CancellationToken cancellationToken)
        {
            using var slot = await talk.WhileRunningAsync(whisper.SlotAsync, cancellationToken);
            var detected = await talk.DetectAsync(part.Index, cancellationToken);
            return new DetectedLanguage(detected.Language is { } language ? WhisperLanguages.Tag(language) : "en", detected.Probability);
        }

        public async Task<IReadOnlyList<CaptionWord>> RecogniseAsync(FoundPart part, string language, Action<double> progress, CancellationToken cancellationToken)
        {
            using var slot = await talk.WhileRunningAsync(whisper.SlotAsync, cancellationToken);
            return await talk.RecogniseAsync(part.Index, WhisperLanguages.Of(language) ?? "en", cancellationToken);
        }

        public async Task<IReadOnlyList<int>?> LabelSpeakersAsync(IReadOnlyList<CaptionWord> words, int? speakers, CancellationToken cancellationToken)
        {
            var (times, result) = (Path.Combine(sound.Folder, "words.json"), Path.Combine(sound.Folder, "speakers.json"));
            await WriteAsync(times, JsonSerializer.SerializeToUtf8Bytes<IReadOnlyList<WordTime>>(
                [.. words.Select(static word => new WordTime(word.Start, word.End))], RecognitionJson.Default.IReadOnlyListWordTime), cancellationToken);
            using var slot = await talk.WhileRunningAsync(whisper.SlotAsync, cancellationToken);
            await talk.LabelSpeakersAsync(
                new LabelSpeakersCommand(whisper.SpeakerModel, times, result, speakers), s_maxReportTime + TimeSpan.FromSeconds(sound.Seconds * SlowestLabelling), cancellationToken);
            var numbers = await ReadAsync(result, cancellationToken);
            return numbers.Count == 0 || numbers.Count == words.Count ? numbers : throw new RecogniserExitedException("Its speakers are not of these words.");
        }

        private static async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
        {
            await using var file = PrivateFiles.Open(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
            await file.WriteAsync(content, cancellationToken);
        }

        private static async Task<IReadOnlyList<int>> ReadAsync(string path, CancellationToken cancellationToken)
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(file, RecognitionJson.Default.IReadOnlyListInt32, cancellationToken) ?? [];
        }
    }
}

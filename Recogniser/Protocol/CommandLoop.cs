using System.Diagnostics;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.Recogniser.Decoding;
using Platform.Recogniser.Engine;
using Platform.Recogniser.Lines;
using Platform.Speech.Activity;
using Platform.Speech.Speakers;

namespace Platform.Recogniser.Protocol;

/// <summary>Executes the worker's commands, within the limits of <see cref="ProtocolLimits"/>.</summary>
internal sealed class CommandLoop
{
    private const int Misunderstood = 2;
    private const int Broken = 3;

    private readonly EventWriter _events;
    private readonly StartCommand _start;
    private readonly WhisperEngine _engine;
    private readonly SpeechSearch? _search;

    private CommandLoop(EventWriter events, StartCommand start, WhisperEngine engine, SpeechSearch? search) =>
        (_events, _start, _engine, _search) = (events, start, engine, search);

    /// <summary>Runs until the worker ends the conversation.</summary>
    /// <returns>The exit code of the program.</returns>
    public static async Task<int> RunAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        var events = new EventWriter(output);
        events.Write(new RecogniserEvent(Hello: new HelloEvent(ProtocolLimits.Version)));
        using var lines = new CommandReader(input);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            if ((await lines.ReadAsync(broken.Token).ConfigureAwait(false))?.Start is not { } start)
            {
                return Misunderstood;
            }

            // The search does not need the speech model: it starts while that is being loaded.
            using var search = start.Sound is { } sound ? new SpeechSearch(sound, start.VoiceModel, start.From) : null;
            var searching = search is null ? Task.CompletedTask : SearchAsync(search, start.Parts, events, broken);
            try
            {
                if (search is null)
                {
                    using var tried = new VoiceActivity(start.VoiceModel);
                }

                var began = Stopwatch.GetTimestamp();
                using var engine = WhisperEngine.Load(start.Model, start.Beam);
                events.Write(new RecogniserEvent(Ready: new ReadyEvent(Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3))));
                await new CommandLoop(events, start, engine, search).AnswerAsync(lines, broken.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The search failed, which is reported below.
            }
            finally
            {
                await broken.CancelAsync().ConfigureAwait(false);
                await searching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await searching.ConfigureAwait(false);
            using var process = Process.GetCurrentProcess();
            events.Write(new RecogniserEvent(Ended: new EndedEvent(Math.Round(process.TotalProcessorTime.TotalSeconds, 3), process.PeakWorkingSet64)));
            return 0;
        }
        catch (Exception error)
        {
            events.Write(part: null, error);
            return error is InvalidDataException ? Misunderstood : Broken;
        }
    }

    private static async Task SearchAsync(SpeechSearch search, string? parts, EventWriter events, CancellationTokenSource broken)
    {
        try
        {
            if (parts is null)
            {
                await Task.Run(() => search.Run(events, broken.Token), CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                search.Take(await ReadAsync(parts, broken.Token).ConfigureAwait(false), events);
            }
        }
        catch (OperationCanceledException) when (broken.IsCancellationRequested)
        {
            // The worker has everything it needs.
        }
        catch
        {
            await broken.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<IReadOnlyList<FoundPart>> ReadAsync(string parts, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(parts);
        await using (file.ConfigureAwait(false))
        {
            return await JsonSerializer.DeserializeAsync(file, RecognitionJson.Default.IReadOnlyListFoundPart, cancellationToken).ConfigureAwait(false) ?? [];
        }
    }

    private async Task AnswerAsync(CommandReader lines, CancellationToken cancellationToken)
    {
        List<Task> answers = [];
        try
        {
            // A read of the console does not end when it is cancelled.
            while (await lines.ReadAsync(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false) is { End: null } command)
            {
                answers.RemoveAll(static answer => answer.IsCompleted);
                // The worker may request the next part as soon as it has received the last words, before the task that wrote them has ended.
                if (answers.Count >= 2 * ProtocolLimits.MaxAtOnce)
                {
                    throw new InvalidDataException("The worker asks for too many parts at a time.");
                }

                answers.Add(Task.Run(() => AnswerAsync(command, cancellationToken), CancellationToken.None));
            }
        }
        finally
        {
            // Running tasks use the model, which is about to be disposed.
            await Task.WhenAll(answers).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(RecogniserCommand command, CancellationToken cancellationToken)
    {
        var part = command.Detect?.Part ?? command.Recognise?.Part;
        try
        {
            var search = _search ?? throw new InvalidOperationException("No audio is loaded.");
            switch (command)
            {
                case { Detect: { } detect }:
                    var (language, probability) = _engine.Detect(search.Read(search.Part(detect.Part)));
                    _events.Write(new RecogniserEvent(Language: new LanguageEvent(detect.Part, language, Math.Round(probability, 4))));
                    break;
                case { Recognise: { } recognise }:
                    var speechPart = search.Part(recognise.Part);
                    var wish = new DecodingWish(recognise.Language, _start.Prompt, _start.Translate, _start.Sounds);
                    var recognition = new PartRecognition(_engine, TimeProvider.System, part => _events.Write(new RecogniserEvent(Decoding: new DecodingEvent(part))));
                    _events.Write(recognise.Part, await recognition.RunAsync(speechPart, search.Read(speechPart), wish, cancellationToken).ConfigureAwait(false));
                    break;
                case { LabelSpeakers: { } label }:
                    await LabelSpeakersAsync(search, label, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw new InvalidDataException("The worker asks for nothing that is known.");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The worker does not wait for it any more.
        }
        catch (Exception error)
        {
            _events.Write(part, error);
        }
    }

    private async Task LabelSpeakersAsync(SpeechSearch search, LabelSpeakersCommand label, CancellationToken cancellationToken)
    {
        IReadOnlyList<WordTime> times;
        var file = File.OpenRead(label.Words);
        await using (file.ConfigureAwait(false))
        {
            times = await JsonSerializer.DeserializeAsync(file, RecognitionJson.Default.IReadOnlyListWordTime, cancellationToken).ConfigureAwait(false) ?? [];
        }

        using var model = new SpeakerModel(label.Model);
        using var samples = new PcmFile(_start.Sound!);
        var words = new SpeakerLabeller(model).Label([.. times.Select(static time => new CaptionWord("", time.Start, time.End, null))], search.Segments, samples, label.Speakers, cancellationToken);
        IReadOnlyList<int> speakers = words.Any(static word => word.Speaker is not null) ? [.. words.Select(static word => word.Speaker ?? 0)] : [];
        await File.WriteAllBytesAsync(label.Result, JsonSerializer.SerializeToUtf8Bytes(speakers, RecognitionJson.Default.IReadOnlyListInt32), cancellationToken).ConfigureAwait(false);
        _events.Write(new RecogniserEvent(SpeakersLabelled: new SpeakersLabelledEvent(speakers.Distinct().Count())));
    }
}

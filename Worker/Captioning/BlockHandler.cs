using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.Contracts.Recognition;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Files;
using Platform.Worker.Kinds;
using Platform.Worker.Processes;
using Platform.Worker.Recognition;

namespace Platform.Worker.Captioning;

/// <summary>
/// Recognises a block of another worker's recording. Its parts are stored like those that the other worker recognises itself; nothing else is changed,
/// so that a block that is done twice, or too late, does no harm.
/// </summary>
internal sealed class BlockHandler(EngineChoice engines, PartRecogniser parts, IObjectStore store, ScratchSpace scratch, IOptions<RecognitionOptions> options) : IJobHandler
{
    public string Kind => BlockReport.Kind;

    public JobTraits Traits { get; } = new(JobQueues.LongLane, TimeSpan.FromHours(1), Concurrency: 64);

    public async ValueTask<JsonElement?> RunAsync(JobContext job)
    {
        var stop = job.Stopping;
        var input = ReadInput(job.Assignment.Input);
        Activity.Current?.SetTag("job_id", input.JobId.ToString()).SetTag("captions.block", input.Block);
        var work = new WorkObjects(store, input.JobId);
        var engine = await engines.ChooseAsync(stop);
        using var folder = scratch.Create(string.Create(CultureInfo.InvariantCulture, $"{job.Assignment.JobId:N}-{job.Assignment.Attempt}"));
        var samples = Path.Combine(folder.Path, "sound.pcm");
        if (await work.ReadAsync(work.Block(input.Block), CaptioningJson.Default.SoundBlock, stop) is not { Parts.Count: > 0 } block
            || !await work.CopyToAsync(work.BlockSound(input.Block), samples, stop))
        {
            throw new JobFailedException("invalid_input", "The block is gone: its job has ended, or does not need it any more.", retryable: false);
        }

        if (engine.Recogniser.Name != block.Recogniser)
        {
            throw new JobFailedException("recogniser_unavailable", $"The recogniser {block.Recogniser} of the other parts cannot run here.", retryable: true);
        }

        var found = await WritePartsAsync(folder.Path, block.Parts, stop);
        var sound = new SoundToRecognise(samples, block.Seconds, [], folder.Path, new RecognitionWish(block.Terms, block.Translate, block.Sounds), found, block.From);
        await engine.Recogniser.RecogniseAsync(sound, recognition => RecogniseAsync(input, block, engine.Recogniser, recognition, work, stop), stop);
        return null;
    }

    private static BlockInput ReadInput(JsonElement input)
    {
        try
        {
            if (input.Deserialize(ContractsJson.Default.BlockInput) is { Block: >= 0 } read)
            {
                return read;
            }
        }
        catch (JsonException)
        {
            // Reported below.
        }

        throw new JobFailedException("invalid_input", "A block needs job_id and block.", retryable: false);
    }

    // The recogniser numbers the parts of a sound from 0.
    private static async Task<string> WritePartsAsync(string folder, IReadOnlyList<FoundPart> parts, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "parts.json");
        await using var file = PrivateFiles.Open(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
        IReadOnlyList<FoundPart> numbered = [.. parts.Select(static (part, i) => part with { Index = i })];
        await JsonSerializer.SerializeAsync(file, numbered, RecognitionJson.Default.IReadOnlyListFoundPart, cancellationToken);
        return path;
    }

    private async Task<bool> RecogniseAsync(
        BlockInput input, SoundBlock block, IRecogniser recogniser, IRecognition recognition, WorkObjects work, CancellationToken cancellationToken)
    {
        var language = new DetectedLanguage(block.Language, block.LanguageProbability);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(options.Value.Slots, 1, ProtocolLimits.MaxAtOnce), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(recognition.PartsAsync(cancellationToken), parallel, async (found, token) =>
        {
            var part = block.Parts[found.Index];
            if (await PartRecogniser.StoredAsync(work, recogniser.Name, part, token) is not null)
            {
                return;
            }

            await parts.RecogniseAsync(
                work, recogniser, part.Index, part, language, () => recognition.RecogniseAsync(found, language.Tag, static _ => { }, token), token);
            await LeaveNothingAsync(input, part, work, token);
        });
        return true;
    }

    // The job may have ended, and been cleaned up, while the words were written.
    private static async Task LeaveNothingAsync(BlockInput input, FoundPart part, WorkObjects work, CancellationToken cancellationToken)
    {
        if (!await work.ExistsAsync(work.Block(input.Block), cancellationToken))
        {
            await work.DeleteAsync(work.Part(part.Index), cancellationToken);
            throw new JobFailedException("invalid_input", "The block is gone: its job has ended.", retryable: false);
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Platform.Worker.Captioning;
using Platform.Worker.Recognition;
using Platform.Worker.Telemetry;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker.Recognition;

/// <summary>The whole way through Whisper's own code, with a model that says a given text; speech is found by the real model.</summary>
public sealed class WhisperTests : IDisposable
{
    private static readonly string[] s_said = [" Hello", ",", " wonder", "ful", " world", "."];

    private static readonly AsyncLocal<string?> s_root = new();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Speech_is_recognised_in_the_detected_language()
    {
        await using var captions = Harness(SyntheticModel.Write(_folder.File("ggml-test.bin"), "fr", s_said));
        var job = new RecordedJob(new CaptionsInput(UploadId: await captions.UploadAsync(await File.ReadAllBytesAsync(Recording.Shortest.File))));
        var (result, document) = await captions.RunAsync(job);

        result.Recogniser.ShouldBe("whisper test");
        result.Fallback.ShouldBeFalse();
        result.Language.ShouldBe("fr");
        result.LanguageProbability!.Value.ShouldBeInRange(0.5, 1);
        document.Language.ShouldBe("fr");
        var words = document.Cues.SelectMany(cue => cue.Words!).ToArray();
        words.Select(word => word.Text).ShouldBe(["Hello,", "wonderful", "world."]);
        words.ShouldAllBe(word => word.Start >= 0 && word.End > word.Start && word.End <= document.DurationSeconds);
        words.Zip(words.Skip(1)).ShouldAllBe(pair => pair.First.End <= pair.Second.Start + 1e-9);
        job.Progress.Select(p => p.Percent).ShouldBe(job.Progress.Select(p => p.Percent).Order());
        job.Progress.Last().Percent.ShouldBe(100);
        job.Lines.ShouldContain(line => line.Message.StartsWith("The language is fr", StringComparison.Ordinal));
        captions.Services.GetRequiredService<Whisper>().IsLimited.ShouldBeTrue("it comes up within its limit of address space");

        // A language that the job names is not asked for.
        var (named, _) = await captions.RunAsync(new CaptionsInput(UploadId: await captions.UploadAsync(await File.ReadAllBytesAsync(Recording.Shortest.File)), Language: "es-MX"));
        (named.Language, named.LanguageProbability).ShouldBe(("es-MX", null));
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task The_last_cue_stays_readable_when_the_picture_continues_after_the_sound()
    {
        await using var captions = Harness(SyntheticModel.Write(_folder.File("ggml-test.bin"), "en", s_said));
        var video = _folder.File("short.mp4");
        await Sounds.FfmpegAsync(
            "-f", "lavfi", "-i", "color=size=64x48:rate=10:duration=10", "-t", "0.7", "-i", Recording.Shortest.File, "-map", "0:v", "-map", "1:a", "-c:v", "mpeg4", "-c:a", "aac", video);
        var (result, document) = await captions.RunAsync(new CaptionsInput(UploadId: await captions.UploadAsync(await File.ReadAllBytesAsync(video))));

        result.Incomplete.ShouldBeNull();
        result.DurationSeconds.ShouldBe(10, 0.2);
        document.DurationSeconds.ShouldBe(result.DurationSeconds);
        var last = document.Cues[^1];
        (last.End - last.Start).ShouldBeGreaterThanOrEqualTo(5 / 6d - 0.001);
        last.Words![^1].End.ShouldBeLessThan(0.9, "words stay where the voice is");
    }

    [Fact]
    public async Task The_model_is_not_run_on_silence()
    {
        await using var captions = Harness(SyntheticModel.Write(_folder.File("ggml-test.bin"), "en", s_said));
        var noise = _folder.File("noise.wav");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "anoisesrc=r=16000:color=pink:amplitude=0.3:duration=8:seed=1", noise);
        (await captions.FailAsync(new CaptionsInput(UploadId: await captions.UploadAsync(await File.ReadAllBytesAsync(noise))))).Code.ShouldBe("no_speech");
    }

    [Fact]
    public async Task Live_captions_are_readable_during_the_job_and_the_next_attempt_continues_them()
    {
        await using var captions = Harness(SyntheticModel.Write(_folder.File("ggml-test.bin"), "en", s_said), parallelism: "1");
        var jobId = Guid.CreateVersion7();
        var input = new CaptionsInput(UploadId: await captions.UploadAsync(Sounds.TwoParts()));
        CaptionDocument? live = null;
        RecordedJob first = null!;
        first = new RecordedJob(input, jobId)
        {
            OnProgress = progress =>
            {
                if (progress.Cues > 0 && live is null)
                {
                    live = ReadLive(captions, jobId);
                    first.Cancel();
                }
            },
        };
        await Should.ThrowAsync<OperationCanceledException>(() => captions.RunAsync(first));
        live.ShouldNotBeNull();
        live.Revision.ShouldBe(0);
        string.Join(' ', live.Cues.Select(cue => cue.Text)).Replace('\n', ' ').ShouldStartWith("Hello, wonderful world.");
        live.Cues.ShouldAllBe(cue => cue.Words == null, "they are most of it, and who reads along reads lines");
        var done = await captions.KeysAsync($"work/{jobId}/parts/");
        done.ShouldNotBeEmpty();

        var partsHeard = new ConcurrentQueue<string>();
        using var listener = Listen(partsHeard);
        using var root = new Activity("test").Start();
        s_root.Value = root.RootId;
        var second = new RecordedJob(input, jobId);
        var (_, document) = await captions.RunAsync(second);
        var parts = second.Checkpoints.Last().GetProperty("parts").GetInt32();
        parts.ShouldBeGreaterThan(1);
        partsHeard.Count.ShouldBe(parts - done.Count, "no part is recognised twice");
        second.Lines.ShouldContain(line => line.Message.StartsWith("Going on from a checkpoint", StringComparison.Ordinal));
        document.Cues.Count.ShouldBeGreaterThanOrEqualTo(live.Cues.Count);
        (await captions.KeysAsync("work/")).Count.ShouldBe(2, "plan and result; the parts and what was to be read meanwhile are gone");

        var third = new RecordedJob(input, jobId);
        (await captions.RunAsync(third)).Document.Cues.Count.ShouldBe(document.Cues.Count);
        third.Progress.ShouldBeEmpty("everything was there already");
    }

    [Fact]
    public async Task Terms_of_the_vocabulary_are_not_added_to_the_text_of_a_part()
    {
        await using var captions = Harness(SyntheticModel.Write(_folder.File("ggml-test.bin"), "en", SyntheticModel.Sentence));
        var upload = await captions.UploadAsync(Sounds.TwoParts());
        var (result, document) = await captions.RunAsync(new CaptionsInput(UploadId: upload));
        string[] sentence = [.. string.Concat(SyntheticModel.Sentence).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        document.Cues.SelectMany(cue => cue.Words!).Select(word => word.Text).ShouldBe([.. sentence, .. sentence]);
        result.Cues.ShouldBeGreaterThan(4);

        // Terms come before the text, and this model goes by how much came before: it leaves out as many words.
        var (_, withTerms) = await captions.RunAsync(new CaptionsInput(UploadId: upload, Vocabulary: ["Austen"]));
        var words = withTerms.Cues.SelectMany(cue => cue.Words!).Select(word => word.Text).ToList();
        words.Count.ShouldBeGreaterThan(sentence.Length);
        words.Except(sentence).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelling_kills_the_recogniser_and_a_killed_recogniser_fails_the_attempt_as_retryable()
    {
        await using var captions = Harness(SyntheticModel.Write(_folder.File("ggml-test.bin"), "en", s_said));
        (await captions.Services.GetRequiredService<EngineChoice>().ChooseAsync(CancellationToken.None)).IsFallback.ShouldBeFalse();
        var upload = await captions.UploadAsync(Sounds.TwoParts());
        var cancelled = new RecordedJob(new CaptionsInput(UploadId: upload));
        await using (await FullMachine.TakeAsync(captions))
        {
            // All of the machine is taken: both wait for their first part, with a recogniser that is up.
            var running = captions.RunAsync(cancelled);
            await Eventually.BecomesTrueAsync(() => Recognisers(captions).Count > 0);
            cancelled.Cancel();
            await Should.ThrowAsync<OperationCanceledException>(() => running);
            await Eventually.BecomesTrueAsync(() => Recognisers(captions).Count == 0, TimeSpan.FromSeconds(30));

            var failing = captions.FailAsync(new CaptionsInput(UploadId: upload));
            var pid = await Eventually.GetAsync(() => Task.FromResult(Recognisers(captions).Cast<int?>().FirstOrDefault() is { } found ? found.ToString(CultureInfo.InvariantCulture) : null));
            Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture)).Kill();
            var error = await failing;
            (error.Code, error.Retryable).ShouldBe(("recogniser_failed", true));
        }
    }

    [Fact]
    public Task An_unusable_model_is_reported_and_the_fallback_recogniser_is_used() => ShouldFallBackAsync("changed", "SHA-256");

    // How each is told from a usable one, ModelFileTests and ModelChecksTests have.
    [Theory]
    [Trait("Length", "long")]
    [InlineData("missing", "it is missing")]
    [InlineData("truncated", "it is cut off")]
    [InlineData("hollow", "no tensors")]
    public Task A_model_that_is_unusable_in_any_other_way_is_reported_and_the_fallback_recogniser_is_used(string how, string why) => ShouldFallBackAsync(how, why);

    private async Task ShouldFallBackAsync(string how, string why)
    {
        var model = _folder.File("ggml-test.bin");
        if (how == "hollow")
        {
            SyntheticModel.WriteHollow(model);
        }
        else if (how != "missing")
        {
            SyntheticModel.Write(model, "en", s_said);
        }

        if (how == "truncated")
        {
            await using var file = File.OpenWrite(model);
            file.SetLength(file.Length - 100);
        }
        else if (how == "changed")
        {
            await File.WriteAllTextAsync(_folder.File("SHA256SUMS"), $"{new string('0', 64)}  ggml-test.bin\n");
        }

        await using var captions = Harness(model, "auto");
        var engines = captions.Services.GetRequiredService<EngineChoice>();
        (await engines.ChooseAsync(CancellationToken.None)).IsFallback.ShouldBeTrue();
        var health = engines.Health();
        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Message!.ShouldContain(why);
        engines.Name.ShouldBe("pocketsphinx");

        await using var strict = Harness(model);
        (await strict.FailAsync(new CaptionsInput(UploadId: Guid.CreateVersion7()))).Code.ShouldBe("recogniser_unavailable");
        strict.Services.GetRequiredService<EngineChoice>().Health().Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public Task The_model_of_voice_activity_is_checked_as_well() => ShouldFallBackWithoutVoiceAsync("missing", "silero_vad_16k_op15.onnx cannot be used: it is missing");

    [Fact]
    [Trait("Length", "long")]
    public Task A_model_of_voice_activity_that_does_not_load_is_found_out() => ShouldFallBackWithoutVoiceAsync("broken", "does not load");

    private async Task ShouldFallBackWithoutVoiceAsync(string wrong, string why)
    {
        var model = SyntheticModel.Write(_folder.File("ggml-test.bin"), "en", s_said);
        var models = Directory.CreateDirectory(_folder.File("models")).FullName;
        File.Copy(RepositoryRoot.Combine("models", "speaker-ge2e.onnx"), Path.Combine(models, "speaker-ge2e.onnx"));
        if (wrong == "broken")
        {
            var voice = Path.Combine(models, "silero_vad_16k_op15.onnx");
            File.Copy(RepositoryRoot.Combine("models", "silero_vad_16k_op15.onnx"), voice);
            await using var file = File.OpenWrite(voice);
            file.SetLength(file.Length - 100);
        }

        await using var captions = new CaptionsHarness(("Recognition:Engine", "auto"), ("Recognition:Model", model), ("Recognition:ModelsFolder", models));
        var engines = captions.Services.GetRequiredService<EngineChoice>();
        (await engines.ChooseAsync(CancellationToken.None)).IsFallback.ShouldBeTrue();
        engines.Health().Message!.ShouldContain(why);
    }

    [Theory]
    [Trait("Length", "long")]
    [InlineData("missing", "it is missing")]
    [InlineData("changed", "its SHA-256")]
    public async Task Without_the_speaker_model_only_jobs_that_ask_for_speakers_are_affected(string how, string why)
    {
        var models = Directory.CreateDirectory(_folder.File("models")).FullName;
        var (sums, speakers) = (Path.Combine(models, "SHA256SUMS"), Path.Combine(models, "speaker-ge2e.onnx"));
        File.Copy(RepositoryRoot.Combine("models", "silero_vad_16k_op15.onnx"), Path.Combine(models, "silero_vad_16k_op15.onnx"));
        if (how == "changed")
        {
            File.Copy(RepositoryRoot.Combine("models", "speaker-ge2e.onnx"), speakers);
            await File.WriteAllTextAsync(sums, $"{new string('0', 64)}  speaker-ge2e.onnx\n");
        }

        await using var captions = new CaptionsHarness(
            ("Recognition:Engine", "auto"), ("Recognition:Model", SyntheticModel.Write(_folder.File("ggml-test.bin"), "en", s_said)), ("Recognition:ModelsFolder", models));
        var upload = await captions.UploadAsync(await File.ReadAllBytesAsync(Recording.Shortest.File));
        var (plain, _) = await captions.RunAsync(new CaptionsInput(UploadId: upload));
        (plain.Recogniser, plain.Fallback, plain.SpeakersMissed).ShouldBe(("whisper test", false, false));

        var job = new RecordedJob(new CaptionsInput(UploadId: upload, DetectSpeakers: true));
        var (result, document) = await captions.RunAsync(job);
        (result.Recogniser, result.Fallback, result.Speakers, result.SpeakersMissed).ShouldBe(("whisper test", false, null, true));
        document.Cues.SelectMany(cue => cue.Words!).Select(word => word.Text).ShouldBe(["Hello,", "wonderful", "world."]);
        job.Lines.ShouldContain(line => line.Level == "warning" && line.Message.Contains("speaker recognition is missing or broken", StringComparison.Ordinal));

        var engines = captions.Services.GetRequiredService<EngineChoice>();
        engines.Name.ShouldBe("whisper test");
        var health = engines.Health();
        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Message!.ShouldContain($"speaker-ge2e.onnx cannot be used: {why}");

        // Put right, it is found by itself.
        File.Delete(sums);
        File.Copy(RepositoryRoot.Combine("models", "speaker-ge2e.onnx"), speakers, overwrite: true);
        File.SetLastWriteTimeUtc(speakers, DateTime.UnixEpoch.AddDays(20_000));
        (await engines.ChooseAsync(CancellationToken.None)).SpeakerProblem.ShouldBeNull();
        engines.Health().Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Captions_are_made_without_speakers_that_cannot_be_distinguished()
    {
        var models = Directory.CreateDirectory(_folder.File("models")).FullName;
        var speakers = Path.Combine(models, "speaker-ge2e.onnx");
        File.Copy(RepositoryRoot.Combine("models", "silero_vad_16k_op15.onnx"), Path.Combine(models, "silero_vad_16k_op15.onnx"));
        File.Copy(RepositoryRoot.Combine("models", "speaker-ge2e.onnx"), speakers);
        await using var captions = new CaptionsHarness(
            ("Recognition:Engine", "whisper"), ("Recognition:Model", SyntheticModel.Write(_folder.File("ggml-test.bin"), "en", s_said)), ("Recognition:ModelsFolder", models));
        var upload = await captions.UploadAsync(await File.ReadAllBytesAsync(Recording.Shortest.File));
        // The first one comes when the models have been looked at and the program is not up yet.
        var job = new RecordedJob(new CaptionsInput(UploadId: upload, Speakers: 2)) { OnCheckpoint = _ => File.WriteAllText(speakers, "no model") };
        var (result, document) = await captions.RunAsync(job);
        (result.Speakers, result.SpeakersMissed).ShouldBe((null, true));
        document.Cues.SelectMany(cue => cue.Words!).Select(word => word.Text).ShouldBe(["Hello,", "wonderful", "world."]);
        job.Lines.ShouldContain(line => line.Level == "warning" && line.Message.Contains("could not be distinguished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_work_of_an_earlier_attempt_is_used_without_a_recogniser_and_cleaned_up()
    {
        await using var captions = Harness(_folder.File("ggml-missing.bin"));
        var jobId = Guid.CreateVersion7();
        var work = new WorkObjects(captions.Store, jobId);
        var made = new CaptionsResult(10, 2, 7, "en", "whisper test", "audio/wav", 1000, HasVideo: false, 0, ObjectKeys.Captions(jobId, 0), null);
        await work.WriteAsync(work.Result, made, CaptioningJson.Default.CaptionsResult, CancellationToken.None);
        await captions.Store.PutAsync(made.CaptionsObject!, new MemoryStream(CaptionWriter.WriteUtf8(new CaptionDocument("en", 10, 0, []), CaptionFormat.Json)));
        foreach (var left in (string[])[work.Part(0), ObjectKeys.LiveCaptions(jobId)])
        {
            await captions.Store.PutAsync(left, new MemoryStream([1]));
        }

        var (result, _) = await captions.RunAsync(new RecordedJob(new CaptionsInput(UploadId: Guid.CreateVersion7()), jobId));
        result.ShouldBe(made);
        (await captions.KeysAsync("work/")).ShouldBe([work.Result]);
    }

    [Fact]
    public async Task Results_of_the_fallback_recogniser_are_marked_until_the_model_is_repaired()
    {
        var model = _folder.File("ggml-test.bin");
        await using var captions = Harness(model, "auto");
        var input = new CaptionsInput(UploadId: await captions.UploadAsync(await File.ReadAllBytesAsync(Recording.Shortest.File)));
        var job = new RecordedJob(input);
        var (result, _) = await captions.RunAsync(job);
        (result.Recogniser, result.Fallback, result.Language).ShouldBe(("pocketsphinx", true, "en-US"));
        job.Lines.ShouldContain(line => line.Level == "warning" && line.Message.Contains("replaces a better one", StringComparison.Ordinal));
        (await captions.FailAsync(input with { Language = "de" })).Code.ShouldBe("recogniser_unavailable");

        SyntheticModel.Write(model, "de", s_said);
        (result, _) = await captions.RunAsync(input);
        (result.Recogniser, result.Fallback, result.Language).ShouldBe(("whisper test", false, "de"));
    }

    private static CaptionsHarness Harness(string model, string engine = "whisper", string parallelism = "0") =>
        new(("Recognition:Engine", engine), ("Recognition:Model", model), ("Recognition:Parallelism", parallelism));

    private static IReadOnlyList<int> Recognisers(CaptionsHarness captions) => Children.Ids(captions.ScratchFolder, "Recogniser.dll");

    private static CaptionDocument ReadLive(CaptionsHarness captions, Guid job)
    {
        using var content = captions.Store.OpenReadAsync(ObjectKeys.LiveCaptions(job)).GetAwaiter().GetResult()!.Content;
        return CaptionWriter.ReadJsonAsync(content, CancellationToken.None).GetAwaiter().GetResult();
    }

    private static ActivityListener Listen(ConcurrentQueue<string> parts)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WorkerTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "captions.part" && activity.RootId == s_root.Value)
                {
                    parts.Enqueue(activity.GetTagItem("part.index")!.ToString()!);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>Every slot of a machine, so that nothing is recognised.</summary>
    private sealed class FullMachine(IReadOnlyList<IDisposable> slots) : IAsyncDisposable
    {
        public static async Task<FullMachine> TakeAsync(CaptionsHarness captions)
        {
            var machine = captions.Services.GetRequiredService<Platform.Worker.Processes.MachineSlots>();
            List<IDisposable> taken = [];
            for (var i = 0; i < Environment.ProcessorCount; i++)
            {
                taken.Add(await machine.TakeAsync(CancellationToken.None));
            }

            return new FullMachine(taken);
        }

        public ValueTask DisposeAsync()
        {
            foreach (var slot in slots)
            {
                slot.Dispose();
            }

            return default;
        }
    }
}

using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Worker.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker.Captioning;

/// <summary>Blocks of a recording, recognised by another worker with Whisper's own code.</summary>
public sealed class BlockHandlerTests : IDisposable
{
    private static readonly string[] s_said = [" Hello", ",", " wonder", "ful", " world", "."];

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public BlockHandlerTests() => _model = SyntheticModel.Write(_folder.File("ggml-test.bin"), "en", s_said);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Captions_are_the_same_whoever_recognises_the_parts()
    {
        await using var coordinator = Harness(_folder.File("storage"));
        await using var helper = Harness(_folder.File("storage"));
        var input = new CaptionsInput(UploadId: await coordinator.UploadAsync(Sounds.Parts(5)), Language: "en", Vocabulary: ["Ada"]);
        var (_, alone) = await coordinator.RunAsync(input);

        // The coordinator recognises nothing until the other worker has done what it was offered.
        using var blocker = await RecognitionBlocker.TakeAsync(coordinator.Folder.File("slots"));
        var done = new HashSet<int>();
        RecordedJob? job = null;
        BlockSharing? sharing = null;
        sharing = new BlockSharing(new AttemptRef(Guid.Empty, 1), async (report, token) =>
        {
            var offer = report.Offered!.Single();
            foreach (var block in offer.Blocks.Where(block => !done.Contains(block)).ToList())
            {
                await helper.Services.GetServices<IJobHandler>().Single(handler => handler.Kind == BlockReport.Kind).RunAsync(new Block(job!.Assignment.JobId, block));
                done.Add(block);
                blocker.Dispose();
            }

            sharing!.Answer(new BlockStates(offer.JobId, offer.Attempt, offer.Sequence, Helpers: 1, [.. done.Select(block => new BlockState(block, BlockStage.Done))]));
        });
        job = new RecordedJob(input) { Sharing = sharing };
        var (_, shared) = await coordinator.RunAsync(job);

        done.ShouldNotBeEmpty();
        shared.Cues.Select(cue => (cue.Start, cue.End, cue.Text)).ShouldBe(alone.Cues.Select(cue => (cue.Start, cue.End, cue.Text)));
        (await coordinator.KeysAsync($"work/{job.Assignment.JobId:D}/blocks/", $"work/{job.Assignment.JobId:D}/parts/")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_block_whose_job_has_ended_leaves_nothing_behind()
    {
        await using var helper = Harness(_folder.File("storage"));
        var block = new Block(Guid.CreateVersion7(), 3);
        var failure = await Should.ThrowAsync<JobFailedException>(async () =>
            await helper.Services.GetServices<IJobHandler>().Single(handler => handler.Kind == BlockReport.Kind).RunAsync(block));
        failure.Error.Retryable.ShouldBeFalse();
        (await helper.KeysAsync(ObjectKeys.Work(block.Job))).ShouldBeEmpty();
    }

    private CaptionsHarness Harness(string storage) => new(
        ("Recognition:Engine", "whisper"), ("Recognition:Model", _model), ("Recognition:Parallelism", "1"), ("Storage:Local:Root", storage));

    /// <summary>An attempt at a block.</summary>
    private sealed class Block(Guid job, int number) : JobContext
    {
        public Guid Job => job;

        public override JobAssignment Assignment { get; } = new(
            Guid.CreateVersion7(), 1, Guid.CreateVersion7(), BlockReport.Kind,
            JsonSerializer.SerializeToElement(new BlockInput(job, number), ContractsJson.Default.BlockInput), null, null, TimeProvider.System.GetUtcNow(), null, null);

        public override CancellationToken Stopping => CancellationToken.None;

        public override StopReason Reason => StopReason.None;

        public override void ReportProgress(JobProgress progress)
        {
            // A block has none.
        }

        public override void SaveCheckpoint(JsonElement checkpoint)
        {
            // A block has none.
        }

        public override void Log(string level, string message)
        {
            // A block has no page.
        }
    }
}

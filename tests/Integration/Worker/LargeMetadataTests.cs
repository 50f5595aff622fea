using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Integration.Broker;
using Platform.ObjectStorage;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Servers;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>A worker that has little memory, because one that has enough does not show what it takes.</summary>
public sealed class LargeMetadataTests : IAsyncLifetime
{
    private const int Metadata = 100 << 20;
    private const long HeapBytes = 160 << 20;
    private const long MostBytes = 450 << 20;

    private readonly RabbitMqVirtualHost _broker = new();
    private readonly TemporaryFolder _folder = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_worker_with_less_memory_than_100_MB_of_metadata_captions_the_recording()
    {
        var plain = _folder.File("plain.mp3");
        await Sounds.FfmpegAsync("-i", Recording.Shortest.File, "-id3v2_version", "0", plain);
        var tagged = _folder.File("tagged.mp3");
        await LargeMetadata.WriteTaggedAsync(plain, tagged, Metadata);
        var upload = Guid.CreateVersion7();
        await using (var captions = new CaptionsHarness(("Storage:Local:Root", _folder.File("storage"))))
        await using (var content = File.OpenRead(tagged))
        {
            await captions.Store.PutAsync(ObjectKeys.Upload(upload), content);
        }

        await using var manager = await JobManagerDouble.StartAsync(_broker.ConnectionString);
        await using var worker = await BoundedProcess.StartAsync("Worker", HeapBytes, WorkerService.Settings(_broker.ConnectionString, _folder));
        var job = JobManagerDouble.Job(JobKinds.Captions, new { upload_id = upload });
        await manager.SendAsync(JobQueues.LongLane, job);

        var completed = await manager.CompletionAsync(job, TimeSpan.FromSeconds(60));
        completed.Outcome.ShouldBe(AttemptOutcome.Succeeded, worker.Said);
        worker.HasEnded.ShouldBeFalse(worker.Said);
        worker.ResidentBytes.ShouldBeLessThan(MostBytes);
    }
}

using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.Testkit.Media;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

public sealed class RecogniseAgainTests : IAsyncLifetime
{
    private readonly CaptionsHarness _captions = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _captions.DisposeAsync();

    [Fact]
    public async Task A_recording_is_downloaded_once_for_both_jobs_and_either_can_be_deleted()
    {
        var first = Guid.CreateVersion7();
        await using (var recording = File.OpenRead(Recording.Shortest.File))
        {
            await _captions.Store.PutAsync(ObjectKeys.Media(first), recording);
        }

        // Nobody answers there. Whether anything is recognised makes no difference to what is fetched.
        var job = new RecordedJob(new CaptionsInput("http://192.0.2.1/talk.wav", RecognitionOf: first, Recognise: false));
        var (result, _) = await _captions.RunAsync(job);
        result.MediaObject.ShouldBe(ObjectKeys.Media(job.Assignment.JobId));
        job.Lines.ShouldNotContain(line => line.Message.StartsWith("Fetch", StringComparison.Ordinal));
        (await _captions.KeysAsync("media/")).ShouldBe([ObjectKeys.Media(first), result.MediaObject], ignoreOrder: true);
        (await _captions.Store.StatAsync(result.MediaObject!))!.Length.ShouldBe(new FileInfo(Recording.Shortest.File).Length);
    }

    [Fact]
    public async Task A_deleted_recording_is_downloaded_again()
    {
        // Nobody answers there.
        var failure = await _captions.FailAsync(new CaptionsInput("http://127.0.0.1:1/talk.wav", RecognitionOf: Guid.CreateVersion7()));
        failure.Code.ShouldBe("media_unreachable");
    }
}

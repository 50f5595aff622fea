using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Chaos;
using Platform.EndToEnd.Hosting;
using Platform.EndToEnd.MediaFiles;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Captioning;

/// <summary>
/// Recordings through the public API. What the model that ships hears in one is in MixedTraffic and OneTraceTests; what the page does with captions
/// is in JobPageTests.
/// </summary>
[Collection(PlainPlatformCollection.Name)]
public sealed class CaptioningTests(PlainPlatformFixture platform)
{
    [Fact]
    [Trait("Length", "long")]
    public async Task An_upload_becomes_captions_in_every_format()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        var upload = await user.UploadAsync(Recording.All[0].File, "audio/wav");
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: upload));
        var job = await user.WaitUntilFinalAsync(accepted.Id, TimeSpan.FromMinutes(3));
        job.State.ShouldBe(JobState.Succeeded, job.Error?.ToString());
        await CaptionChecks.ShouldBeGoodAsync(user, job);
    }

    [Fact]
    public async Task Cancelling_stops_a_job_while_it_downloads()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        var url = platform.Media.AddStalled("/stalled.wav", await File.ReadAllBytesAsync(Recording.Shortest.File), 50_000_000);
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(Url: url.ToString()));
        await user.WaitAsync(accepted.Id, j => j.State == JobState.Running && j.Progress?.Step == "fetch", TimeSpan.FromSeconds(60));
        await ShouldCancelAsync(user, accepted.Id);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Cancelling_stops_a_job_during_recognition_and_its_child_processes()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        using var folder = new TemporaryFolder();
        using var recognition = await platform.HoldRecognitionAsync();
        var reading = await LongRecording.WriteAsync(folder.File("reading.wav"), TimeSpan.FromMinutes(3));
        var upload = await user.UploadAsync(reading, "audio/wav");
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: upload));
        await user.WaitAsync(accepted.Id, j => j.Progress?.Step == "transcribe", TimeSpan.FromSeconds(60));
        var workers = (await new Faults(platform.App).ProcessesAsync([.. TestPlatform.Workers])).Values.ToHashSet();
        await Eventually.BecomesTrueAsync(() => ChildProcesses.CountBelow(workers) > 0, TimeSpan.FromSeconds(60));
        await ShouldCancelAsync(user, accepted.Id);
        await Eventually.BecomesTrueAsync(() => ChildProcesses.CountBelow(workers) == 0, TimeSpan.FromSeconds(60));
    }

    private static async Task ShouldCancelAsync(ApiUser user, Guid id)
    {
        using var answer = await user.Http.PostAsync($"/api/v1/jobs/{id}/cancel", null);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        await user.WaitAsync(id, j => j.State == JobState.Cancelled, TimeSpan.FromMinutes(1));
    }
}

using System.Diagnostics;
using System.Globalization;
using Npgsql;
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
using Xunit.Abstractions;

namespace Platform.EndToEnd.Captioning;

/// <summary>
/// Real recordings through the public API, heard by the model that ships; one by its address is in OneTraceTests. What the page does with
/// captions, whatever they say, is in JobPageTests.
/// </summary>
[Collection(PlatformCollection.Name)]
public sealed class CaptioningTests(PlatformFixture platform, ITestOutputHelper output)
{
    // Minutes of the long recording; asked for by itself, where times are what a machine of its own takes.
    private const string Minutes = "CAPTIONS_MINUTES";

    private static readonly TimeSpan s_short = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task An_upload_becomes_captions_in_every_format()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        var recording = Recording.All[0];
        var upload = await user.UploadAsync(recording.File, "audio/wav");
        var job = await SucceedAsync(user, new CaptionsInput(UploadId: upload));
        await ShouldBeGoodAsync(user, job);
    }

    /// <summary>The worker that has the job is killed half-way. What is short of it, tests/Integration shows of the worker alone.</summary>
    [SwitchedFact(Minutes, "chaos")]
    public async Task A_long_recording_continues_on_another_worker_when_its_worker_is_killed()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        using var folder = new TemporaryFolder();
        var minutes = double.Parse(Environment.GetEnvironmentVariable(Minutes)!, CultureInfo.InvariantCulture);
        var reading = await LongRecording.WriteAsync(folder.File("reading.wav"), TimeSpan.FromMinutes(minutes));
        var upload = await user.UploadAsync(reading, "audio/wav");
        var clock = Stopwatch.StartNew();
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: upload));
        var limit = TimeSpan.FromMinutes(minutes) + TimeSpan.FromMinutes(3);
        var seen = new List<double>();
        await user.WaitAsync(
            accepted.Id,
            j =>
            {
                seen.Add(j.Progress?.Percent ?? 0);
                return j.Progress is { Step: "transcribe", Percent: > 35 };
            },
            limit);
        seen.Distinct().Count().ShouldBeGreaterThan(2, "progress is to move");

        var faults = new Faults(platform.App);
        await using var database = NpgsqlDataSource.Create(await platform.ConnectionStringAsync("platform"));
        await KillHolderAsync(database, faults, accepted.Id);
        var killed = Stopwatch.StartNew();
        await user.WaitAsync(accepted.Id, j => j.Attempt == 2 && j.State == JobState.Running, TimeSpan.FromMinutes(2));
        var recovery = killed.Elapsed;
        recovery.ShouldBeLessThan(TimeSpan.FromSeconds(45));

        var job = await user.WaitUntilFinalAsync(accepted.Id, limit);
        job.State.ShouldBe(JobState.Succeeded, job.Error?.ToString());
        job.Attempt.ShouldBe(2);
        await ShouldBeGoodAsync(user, job);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{minutes} min of recording: {clock.Elapsed.TotalSeconds:0} s in all, with one worker killed; another had the job after {recovery.TotalSeconds:0.0} s"));
        await faults.HealthyAsync([.. TestPlatform.Workers]);
    }

    [Fact]
    public async Task Cancelling_stops_a_job_while_it_downloads()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        var url = platform.Media.AddStalled("/stalled.wav", await File.ReadAllBytesAsync(Recording.Shortest.File), 50_000_000);
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(Url: url.ToString()));
        await user.WaitAsync(accepted.Id, j => j.State == JobState.Running && j.Progress?.Step == "fetch", TimeSpan.FromSeconds(30));
        await ShouldCancelAsync(user, accepted.Id);
    }

    [Fact]
    public async Task Cancelling_stops_a_job_during_recognition_and_its_child_processes()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        using var folder = new TemporaryFolder();
        var reading = await LongRecording.WriteAsync(folder.File("reading.wav"), TimeSpan.FromMinutes(3));
        var upload = await user.UploadAsync(reading, "audio/wav");
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: upload));
        await user.WaitAsync(accepted.Id, j => j.Progress?.Step == "transcribe", TimeSpan.FromSeconds(60));
        var workers = (await new Faults(platform.App).ProcessesAsync([.. TestPlatform.Workers])).Values.ToHashSet();
        await Eventually.BecomesTrueAsync(() => ChildProcesses.CountBelow(workers) > 0, TimeSpan.FromSeconds(30));
        await ShouldCancelAsync(user, accepted.Id);
        await Eventually.BecomesTrueAsync(() => ChildProcesses.CountBelow(workers) == 0, TimeSpan.FromSeconds(30));
    }

    private static bool IsAlone => SwitchedFactAttribute.IsSet(Minutes);

    private static async Task ShouldCancelAsync(ApiUser user, Guid id)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await user.Http.PostAsync($"/api/v1/jobs/{id}/cancel", null);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        await user.WaitAsync(id, j => j.State == JobState.Cancelled, TimeSpan.FromMinutes(1));

        // Two seconds on a machine of its own; other tests take this one's processors.
        if (IsAlone)
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        }
    }

    private static async Task KillHolderAsync(NpgsqlDataSource database, Faults faults, Guid job)
    {
        var workers = await faults.ProcessesAsync([.. TestPlatform.Workers]);
        await using var command = database.CreateCommand("SELECT worker_id FROM jobs.jobs WHERE id = $1 AND worker_id IS NOT NULL");
        command.Parameters.AddWithValue(job);
        var holder = await Eventually.GetAsync(async () => (string?)await command.ExecuteScalarAsync());
        var pid = int.Parse(holder.Split('-')[^2], CultureInfo.InvariantCulture);
        await faults.KillAsync(workers.Single(worker => worker.Value == pid).Key);
    }

    private static async Task<JobResponse> SucceedAsync(ApiUser user, CaptionsInput input)
    {
        var accepted = await user.SubmitCaptionsAsync(input);
        var job = await user.WaitUntilFinalAsync(accepted.Id, s_short);
        job.State.ShouldBe(JobState.Succeeded, job.Error?.ToString());
        return job;
    }

    private static async Task ShouldBeGoodAsync(ApiUser user, JobResponse job)
    {
        var document = await ApiUser.ReadAsync<CaptionDocument>(await user.Http.GetAsync($"/api/v1/jobs/{job.Id}/captions?format=json"));
        document.Cues.ShouldNotBeEmpty();
        var end = 0.0;
        foreach (var cue in document.Cues)
        {
            cue.Start.ShouldBeGreaterThanOrEqualTo(end);
            cue.End.ShouldBeGreaterThan(cue.Start);
            end = cue.End;
        }

        end.ShouldBeLessThanOrEqualTo(document.DurationSeconds + 0.001);
        (await user.Http.GetStringAsync($"/api/v1/jobs/{job.Id}/captions?format=vtt")).ShouldStartWith("WEBVTT");
        (await user.Http.GetStringAsync($"/api/v1/jobs/{job.Id}/captions?format=srt")).ShouldStartWith("1\r\n");
        (await user.Http.GetStringAsync($"/api/v1/jobs/{job.Id}/captions?format=txt")).ShouldNotBeNullOrWhiteSpace();
    }
}

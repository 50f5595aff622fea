using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Attacking;
using Platform.EndToEnd.Chaos;
using Platform.EndToEnd.Hosting;
using Platform.EndToEnd.MediaFiles;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Captioning;

/// <summary>A long recording, heard by the model that ships, on a machine of its own: times are what that takes.</summary>
[Collection(AttackedCollection.Name)]
public sealed class KilledReadingTests(AttackedPlatformFixture platform, ITestOutputHelper output)
{
    private const string Minutes = "CAPTIONS_MINUTES";

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
        await CaptionChecks.ShouldBeGoodAsync(user, job);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{minutes} min of recording: {clock.Elapsed.TotalSeconds:0} s in all, with one worker killed; another had the job after {recovery.TotalSeconds:0.0} s"));
        await faults.HealthyAsync([.. TestPlatform.Workers]);
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
}

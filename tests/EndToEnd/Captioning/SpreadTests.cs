using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Chaos;
using Platform.EndToEnd.Hosting;
using Platform.EndToEnd.MediaFiles;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Captioning;

/// <summary>
/// One recording over four workers, each with a share of a processor and slots of its own, as if each were another machine: it is recognised by all of
/// them, and the loss of two costs what they had in work.
/// </summary>
[Collection(Alone.Name)]
public sealed class SpreadTests(ITestOutputHelper output)
{
    // Given by the target that runs the long recordings.
    private const string Switch = "CAPTIONS_MINUTES";
    private const double Share = 0.15;

    private static readonly string[] s_workers = ["worker-1", "worker-2", "worker-3", "worker-4"];
    private static readonly TimeSpan s_length = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    [SwitchedFact(Switch, "chaos")]
    public async Task A_recording_is_recognised_by_all_workers_and_two_of_them_can_be_lost()
    {
        using var folder = new TemporaryFolder();
        await using var platform = await TestPlatform.StartAsync(
            ["--Monitoring:Enabled=false", $"--Workers={s_workers.Length}", "--Recognition:Parallelism=1"],
            builder =>
            {
                foreach (var worker in builder.Resources.OfType<ProjectResource>().Where(resource => s_workers.Contains(resource.Name)))
                {
                    builder.CreateResourceBuilder(worker)
                        .WithEnvironment("Recognition__SlotsFolder", folder.File($"slots-{worker.Name}")).WithEnvironment("Worker__LongSlots", "1");
                }
            });
        await platform.HealthyAsync(s_workers);
        var faults = new Faults(platform.App);
        using var user = await ApiUser.CreateAsync(platform.App.GetEndpoint("api-gateway", "http"));
        var upload = await user.UploadAsync(await LongRecording.WriteAsync(folder.File("reading.wav"), s_length), "audio/wav");

        foreach (var worker in s_workers[1..])
        {
            await faults.StopAsync(worker);
        }

        var (alone, first) = await CaptionAsync(user, upload, await faults.ProcessesAsync(s_workers[0]));
        foreach (var worker in s_workers[1..])
        {
            await faults.StartAsync(worker);
        }

        var (together, second) = await CaptionAsync(user, upload, await faults.ProcessesAsync(s_workers));
        TextOf(second).ShouldBe(TextOf(first));
        together.ShouldBeLessThan(alone / 3);

        // Two of the four are lost half-way; one of them may be the worker of the job.
        var (lost, third) = await CaptionAsync(user, upload, await faults.ProcessesAsync(s_workers), async id =>
        {
            await user.WaitAsync(id, job => job.Progress?.Cues > 0, s_limit);
            (await ApiUser.ReadAsync<CaptionDocument>(await user.Http.GetAsync($"/api/v1/jobs/{id}/captions/live"))).Cues.ShouldNotBeEmpty();
            await faults.KillAsync(s_workers[1]);
            await faults.KillAsync(s_workers[2]);
        });
        TextOf(third).ShouldBe(TextOf(first));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"alone {alone.TotalSeconds:0} s, together {together.TotalSeconds:0} s, with two killed {lost.TotalSeconds:0} s"));
    }

    private static string TextOf(CaptionDocument captions) => string.Join('\n', captions.Cues.Select(cue => cue.Text));

    /// <summary>Has a recording captioned while workers have their shares.</summary>
    private async Task<(TimeSpan Took, CaptionDocument Captions)> CaptionAsync(
        ApiUser user, Guid upload, IReadOnlyDictionary<string, int> workers, Func<Guid, Task>? meanwhile = null)
    {
        await using var shares = ProcessorShares.Limit(workers, Share);
        var clock = Stopwatch.StartNew();
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: upload, Language: "en"));
        await (meanwhile?.Invoke(accepted.Id) ?? Task.CompletedTask);
        var job = await user.WaitUntilFinalAsync(accepted.Id, s_limit);
        var took = clock.Elapsed;
        job.State.ShouldBe(JobState.Succeeded, job.Error?.ToString());
        foreach (var (worker, seconds) in shares.Used)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{worker}: {seconds / took.TotalSeconds:0.00} of a processor"));
        }

        return (took, await ApiUser.ReadAsync<CaptionDocument>(await user.Http.GetAsync($"/api/v1/jobs/{accepted.Id}/captions?format=json")));
    }
}

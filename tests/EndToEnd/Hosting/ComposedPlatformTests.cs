using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Captioning;
using Platform.EndToEnd.Chaos;
using Platform.EndToEnd.Frontend;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Hosting;

/// <summary>The platform that <c>eng/test-compose</c> has started from the core compose file, in containers.</summary>
[Collection(Alone.Name)]
public sealed class ComposedPlatformTests(ITestOutputHelper output)
{
    private const string Switch = "COMPOSE_API";
    private const int JobsPerSecond = 5;

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);
    private static readonly Uri s_api = new(Environment.GetEnvironmentVariable(Switch) ?? "http://localhost");

    [SwitchedFact(Switch, "test-compose")]
    public async Task A_recording_is_captioned_by_the_API()
    {
        using var user = await ApiUser.CreateAsync(s_api);
        var clock = Stopwatch.StartNew();
        var upload = await user.UploadAsync(Recording.Shortest.File, "audio/wav");
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: upload));

        var job = await user.WaitUntilFinalAsync(accepted.Id, s_longest);

        job.State.ShouldBe(JobState.Succeeded, job.Error?.ToString());
        await CaptionChecks.ShouldBeGoodAsync(user, job);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"captioned in {clock.Elapsed.TotalSeconds:0.0} s"));
    }

    [SwitchedFact(Switch, "test-compose")]
    public async Task A_recording_is_captioned_by_the_page()
    {
        if (!File.Exists(Browser.Program))
        {
            output.WriteLine($"There is no {Browser.Program}: the page was not opened.");
            return;
        }

        var browser = new Browser();
        await browser.InitializeAsync();
        try
        {
            await using var visitor = await browser.VisitAsync(new Uri(Environment.GetEnvironmentVariable("COMPOSE_PAGE")!));
            await visitor.RegisterAndOpenJobsAsync();
            await visitor.SubmitFileAsync(Recording.Shortest.File);
            await visitor.WaitForStateAsync("Succeeded");
            visitor.Faults.ShouldBeEmpty();
        }
        finally
        {
            await browser.DisposeAsync();
        }
    }

    [SwitchedFact(Switch, "test-compose")]
    public async Task Each_killed_container_starts_again_and_loses_nothing()
    {
        using var user = await ApiUser.CreateAsync(s_api);
        var jobs = new ProbeLoad(user, JobsPerSecond);
        jobs.Start();
        var containers = await Podman.RunningAsync();
        containers.Count.ShouldBeGreaterThan(5);
        foreach (var container in containers)
        {
            await FlowsAsync(jobs);
            var clock = Stopwatch.StartNew();
            await Podman.KillAsync(container);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{container}: killed, and healthy again after {clock.Elapsed.TotalSeconds:0.0} s"));
        }

        await FlowsAsync(jobs);
        await jobs.StopAsync();
        await using var database = NpgsqlDataSource.Create(await ConnectionStringAsync(containers));
        await jobs.ShouldAllBeDoneOnceAsync(database, s_longest);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{jobs.Accepted} jobs accepted and done once; other answers: {string.Join(", ", jobs.Refusals.Select(refusal => $"{refusal.Key}×{refusal.Value}"))}"));
    }

    private static Task FlowsAsync(ProbeLoad jobs)
    {
        var atLeast = jobs.Accepted + (JobsPerSecond * 3);
        return Eventually.BecomesTrueAsync(() => jobs.Accepted >= atLeast, s_longest);
    }

    // The name by which the services know the server is one of their network; this machine gets there by the address.
    private static async Task<string> ConnectionStringAsync(IReadOnlyList<string> containers)
    {
        var secret = await File.ReadAllTextAsync(Path.Combine(Environment.GetEnvironmentVariable("COMPOSE_SECRETS")!, "database"));
        return new NpgsqlConnectionStringBuilder(secret)
        {
            Host = await Podman.AddressAsync(containers.Single(name => name.Contains("_postgres_", StringComparison.Ordinal))),
        }.ConnectionString;
    }
}

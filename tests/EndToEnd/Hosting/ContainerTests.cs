using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Monitoring;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Hosting;

/// <summary>The platform with PostgreSQL, Redis and RabbitMQ in containers.</summary>
[Collection(Alone.Name)]
public sealed class ContainerTests(ITestOutputHelper output)
{
    private static readonly string[] s_servers = ["messaging", "postgres", "redis"];
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    [SwitchedFact("CONTAINERS", "test-containers")]
    public async Task With_servers_in_containers_all_resources_are_healthy_and_a_recording_is_captioned()
    {
        var clock = Stopwatch.StartNew();
        await using var platform = await TestPlatform.StartAsync(["--Servers=containers"]);
        ServerContainers.Of(platform.App).Select(server => server.Name).ShouldBe(s_servers, ignoreOrder: true);
        var resources = platform.App.Services.GetRequiredService<DistributedApplicationModel>().Resources;
        string[] running = [.. resources.Where(resource => resource is IResourceWithConnectionString or MonitoringProcess or ProjectResource && !IsMigration(resource)).Select(resource => resource.Name)];
        running.Length.ShouldBe(16);
        await platform.HealthyAsync(running);
        foreach (var migration in resources.Where(IsMigration))
        {
            var ended = await platform.App.ResourceNotifications.WaitForResourceAsync(migration.Name, change => change.Snapshot.ExitCode is not null).WaitAsync(s_longest);
            ended.Snapshot.ExitCode.ShouldBe(0, migration.Name);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{running.Length} resources healthy after {clock.Elapsed.TotalSeconds:0.0} s"));

        using var user = await ApiUser.CreateAsync(platform.App.GetEndpoint("api-gateway", "http"));
        var recording = Recording.All[0];
        clock.Restart();
        var upload = await user.UploadAsync(recording.File, "audio/wav");
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: upload));
        var job = await user.WaitUntilFinalAsync(accepted.Id, s_longest);
        var taken = clock.Elapsed;
        job.State.ShouldBe(JobState.Succeeded, job.Error?.ToString());
        var captions = await ApiUser.ReadAsync<CaptionDocument>(await user.Http.GetAsync($"/api/v1/jobs/{job.Id}/captions?format=json"));
        var errors = WordErrorRate.Of(string.Join(' ', captions.Cues.Select(cue => cue.Text)), recording.Transcription);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{captions.DurationSeconds:0.0} s of recording captioned in {taken.TotalSeconds:0.0} s, {captions.Cues.Count} cues, {errors:P0} of the words wrong"));
        errors.ShouldBeLessThan(0.6);

        // Monitoring runs beside the containers and is to reach into them all the same.
        using var prometheus = await platform.App.CreateMonitoringClientAsync("prometheus");
        await Eventually.PassesAsync(async () =>
        {
            var answer = await prometheus.GetFromJsonAsync<JsonElement>("/api/v1/query?query=" + Uri.EscapeDataString("pg_up or redis_up or up"));
            var found = answer.GetProperty("data").GetProperty("result").EnumerateArray().ToList();
            found.Select(series => series.GetProperty("metric").GetProperty("__name__").GetString()).Distinct().Count().ShouldBe(3);
            found.ShouldAllBe(series => series.GetProperty("value")[1].GetString() == "1");
        });
    }

    private static bool IsMigration(IResource resource) => resource.Name.EndsWith("-migrations", StringComparison.Ordinal);
}

using System.Diagnostics;
using System.Globalization;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Chaos;
using Platform.EndToEnd.Hosting;
using Platform.EndToEnd.MediaFiles;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Upgrades;

/// <summary>
/// The version before runs under load, with a recording in work. The migrations of this version run, each service is replaced by this version, one
/// process after the other, and then by the version before again, in the opposite order. Clients notice nothing.
/// </summary>
[Collection(Alone.Name)]
public sealed class UpgradeTests(ITestOutputHelper output)
{
    private const int JobsPerSecond = 200;

    // Of the flow between two steps.
    private const int Messages = 60;

    private static readonly TimeSpan s_publishing = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_flow = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_drain = TimeSpan.FromMinutes(3);

    [SwitchedFact(PlatformVersion.Switch, "upgrade")]
    public async Task Each_service_is_replaced_by_this_version_and_back_and_nothing_is_lost()
    {
        await using var platform = await RolledPlatform.StartAsync(PlatformVersion.Before);
        using var user = await ApiUser.CreateAsync(new Uri("http://gateways"), platform.Balancer);
        using var folder = new TemporaryFolder();
        var upload = await user.UploadAsync(await LongRecording.WriteAsync(folder.File("reading.wav"), TimeSpan.FromMinutes(2)), "audio/wav");
        var recording = new RecordingLoad(user, upload);
        var jobs = new ProbeLoad(user, JobsPerSecond);
        var messages = new MessageLoad(user, "upgrade", s_publishing);
        var clock = Stopwatch.StartNew();
        await messages.StartAsync();
        recording.Start();
        jobs.Start();
        await FlowsAsync(jobs, messages);

        await platform.MigrateAsync(PlatformVersion.Now);
        await FlowsAsync(jobs, messages);
        var there = RolledPlatform.Order.Select(service => (Service: service, Version: PlatformVersion.Now));
        var back = RolledPlatform.Order.Reverse().Select(service => (Service: service, Version: PlatformVersion.Before));
        foreach (var (service, version) in there.Concat(back))
        {
            await platform.RollAsync(service.Project, version);
            await FlowsAsync(jobs, messages);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{clock.Elapsed.TotalSeconds:0} s: {service.Name} is of the version {version.Name}; {jobs.Accepted} jobs, {messages.Accepted} messages, {platform.Balancer.Errors.Count} errors"));
        }

        await Task.WhenAll(jobs.StopAsync(), messages.StopAsync(), recording.StopAsync());
        await jobs.ShouldAllBeDoneOnceAsync(platform.Database.DataSource, s_drain);
        await messages.ShouldBeDoneWithoutOverlapAsync(platform.Database.DataSource);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{jobs.Accepted} jobs done once, {messages.Accepted} messages in {messages.Deliveries} deliveries, a recording captioned {recording.Done} times in {recording.Attempts} attempts; other answers: {string.Join(", ", jobs.Refusals.Concat(messages.Refusals))}"));
        platform.Balancer.Errors.ShouldBeEmpty();
    }

    private static Task FlowsAsync(ProbeLoad jobs, MessageLoad messages)
    {
        var atLeast = jobs.Accepted + (JobsPerSecond * 3);
        return Task.WhenAll(Eventually.BecomesTrueAsync(() => jobs.Accepted >= atLeast, s_flow), messages.FlowsAsync(Messages));
    }
}

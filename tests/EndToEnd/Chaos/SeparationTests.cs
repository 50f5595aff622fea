using System.Globalization;
using Npgsql;
using Platform.EndToEnd.Accounts;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Chaos;

/// <summary>Jobs and messages have a service each: one is killed under the load of both, and what is the other's goes on as if nothing had happened.</summary>
[Collection(PlainPlatformCollection.Name)]
public sealed class SeparationTests(PlainPlatformFixture platform, ITestOutputHelper output)
{
    private static readonly int s_perSecond = SwitchedFactAttribute.IsSet(Faults.Switch) ? 100 : 30;
    private static readonly int s_messages = SwitchedFactAttribute.IsSet(Faults.Switch) ? 200 : 60;
    private static readonly TimeSpan s_publishing = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    /// <summary>Half of the time after which the gateway gives a call up, on a machine that is busy with other tests: whoever waited for the dead service took longer.</summary>
    private static readonly TimeSpan s_unaffected = TimeSpan.FromSeconds(5);

    [Fact]
    public Task A_killed_broker_loses_no_message_and_no_job_notices() => UnderBothLoadsAsync("broker", (jobs, _, before) =>
    {
        jobs.Refusals.ShouldBeEmpty("no job is refused");
        TimeSpan was = P99(jobs.Times.Take(before)), became = P99(jobs.Times.Skip(before));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p99 of accepting a job: {was.TotalMilliseconds:0} ms before, {became.TotalMilliseconds:0} ms while the broker was away"));
        became.ShouldBeLessThan(s_unaffected);
    });

    [Fact]
    public Task A_killed_job_manager_loses_no_job_and_no_message_notices() => UnderBothLoadsAsync("job-manager", (_, messages, _) =>
        messages.Refusals.ShouldBeEmpty("no call about messages is refused"));

    private async Task UnderBothLoadsAsync(string victim, Action<ProbeLoad, MessageLoad, int> othersAreUnaffected)
    {
        using var submitter = await ApiUser.CreateAsync(platform.Api);
        using var publisher = await ApiUser.CreateAsync(platform.Api);
        await using var database = NpgsqlDataSource.Create(await platform.ConnectionStringAsync("platform"));
        var faults = new Faults(platform.App);
        var jobs = new ProbeLoad(submitter, s_perSecond);
        var messages = new MessageLoad(publisher, $"apart-{Guid.CreateVersion7():N}", s_publishing);
        jobs.Start();
        await messages.StartAsync();
        await messages.FlowsAsync(s_messages);
        await AcceptedAsync(jobs, s_perSecond * 3);

        var before = jobs.Times.Count;
        await faults.KillAsync(victim);
        if (victim == "broker")
        {
            await AcceptedAsync(jobs, jobs.Accepted + (s_perSecond * 2));
        }
        else
        {
            await messages.FlowsAsync(s_messages);
        }

        await faults.HealthyAsync(victim);
        othersAreUnaffected(jobs, messages, before);
        await messages.FlowsAsync(s_messages);
        await AcceptedAsync(jobs, jobs.Accepted + s_perSecond);
        await Task.WhenAll(jobs.StopAsync(), messages.StopAsync());
        await jobs.ShouldAllBeDoneOnceAsync(database, s_patience);
        await messages.ShouldBeDoneWithoutOverlapAsync(database);
        await faults.RecoveredAsync();
    }

    private static TimeSpan P99(IEnumerable<TimeSpan> times)
    {
        TimeSpan[] ordered = [.. times.Order()];
        return ordered.Length == 0 ? TimeSpan.Zero : ordered[(int)(ordered.Length * 0.99)];
    }

    private static Task AcceptedAsync(ProbeLoad load, int atLeast) => Eventually.BecomesTrueAsync(() => load.Accepted >= atLeast, s_patience);
}

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
    private static readonly int s_perSecond = SwitchedFactAttribute.IsSet(Faults.Switch) ? 100 : 20;
    private static readonly int s_messages = SwitchedFactAttribute.IsSet(Faults.Switch) ? 200 : 60;
    private static readonly TimeSpan s_publishing = TimeSpan.FromMilliseconds(SwitchedFactAttribute.IsSet(Faults.Switch) ? 100 : 200);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    /// <summary>
    /// How much slower calls may become: five times, and the time that a service takes from two processors while it starts again. Who waited for
    /// the dead service took as long as the gateway waits for one, which is ten seconds.
    /// </summary>
    private const int SlowerBy = 5;
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(2);

    [Fact]
    public Task A_killed_broker_loses_no_message_and_delays_no_job() =>
        UnderBothLoadsAsync("broker", "jobs", static (jobs, _) => (jobs.Times, jobs.Refusals));

    [SwitchedFact(Faults.Switch, "chaos")]
    public Task A_killed_job_manager_loses_no_job_and_delays_no_message() =>
        UnderBothLoadsAsync("job-manager", "messages", static (_, messages) => (messages.Times, messages.Refusals));

    private async Task UnderBothLoadsAsync(
        string victim, string others, Func<ProbeLoad, MessageLoad, (IReadOnlyList<TimeSpan> Times, IReadOnlyDictionary<int, int> Refusals)> callsOfOthers)
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

        var before = callsOfOthers(jobs, messages).Times.Count;
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
        var (times, refusals) = callsOfOthers(jobs, messages);
        refusals.ShouldBeEmpty($"no call about {others} is refused");
        ShouldBeAsFast(others, [.. times.Take(before)], [.. times.Skip(before)]);
        await messages.FlowsAsync(s_messages);
        await AcceptedAsync(jobs, jobs.Accepted + s_perSecond);
        await Task.WhenAll(jobs.StopAsync(), messages.StopAsync());
        await jobs.ShouldAllBeDoneOnceAsync(database, s_patience);
        await messages.ShouldBeDoneWithoutOverlapAsync(database);
        await faults.RecoveredAsync();
    }

    private void ShouldBeAsFast(string others, IReadOnlyList<TimeSpan> before, IReadOnlyList<TimeSpan> after)
    {
        foreach (var (name, share) in ((string, double)[])[("p50", 0.5), ("p99", 0.99)])
        {
            TimeSpan was = At(share, before), became = At(share, after);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name} of calls about {others}: {was.TotalMilliseconds:0.0} ms before ({before.Count}), {became.TotalMilliseconds:0.0} ms since the kill ({after.Count})"));
            became.ShouldBeLessThan(s_start + (SlowerBy * was), name);
        }
    }

    private static TimeSpan At(double share, IReadOnlyList<TimeSpan> times)
    {
        times.ShouldNotBeEmpty();
        return times.Order().ElementAt((int)(times.Count * share));
    }

    private static Task AcceptedAsync(ProbeLoad load, int atLeast) => Eventually.BecomesTrueAsync(() => load.Accepted >= atLeast, s_patience);
}

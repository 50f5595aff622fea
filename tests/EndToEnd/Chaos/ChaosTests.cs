using System.Globalization;
using Npgsql;
using Platform.EndToEnd.Accounts;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Chaos;

/// <summary>
/// Under load, each part of the platform goes away once: no accepted job is lost, none completes twice; and where messages pass what goes
/// away, none of them is lost and none is with two consumers at once. <c>make test</c> kills the database, which forgets more than one that is
/// stopped; <c>make chaos</c> has every part, 200 jobs a second, outages of a minute, and messages by themselves, in several rounds
/// (<see cref="MessageChaosTests"/>).
/// The services that keep jobs and messages are killed by <see cref="SeparationTests"/>.
/// </summary>
[Collection(PlainPlatformCollection.Name)]
public sealed class ChaosTests(PlainPlatformFixture platform, ITestOutputHelper output)
{
    // Before and after the fault.
    private const int Messages = 60;

    // What a machine of two processors does beside other tests, so that it waits for the fault and not for the load.
    private static readonly int s_jobsPerSecond = SwitchedFactAttribute.IsSet(Faults.Switch) ? 200 : 20;

    // Of each of the publishers, whose messages pass beside the jobs.
    private static readonly TimeSpan s_publishing = TimeSpan.FromMilliseconds(SwitchedFactAttribute.IsSet(Faults.Switch) ? 100 : 200);
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(90);

    // Under recordings, whose parts another worker goes on from, it is killed among the integration tests (KilledWorkerTests).
    [SwitchedFact(Faults.Switch, "chaos")]
    public Task A_killed_worker_loses_nothing() => UnderLoadAsync(faults => faults.KillAsync("worker-1"), "worker-1");

    [SwitchedFact(Faults.Switch, "chaos")]
    public Task A_killed_job_manager_loses_nothing() => UnderLoadAsync(faults => faults.KillAsync("job-manager"), "job-manager");

    [SwitchedFact(Faults.Switch, "chaos")]
    public Task A_killed_gateway_loses_nothing() => UnderLoadAsync(faults => faults.KillAsync("api-gateway"), "api-gateway", hasMessages: true);

    [SwitchedFact(Faults.Switch, "chaos")]
    public Task A_RabbitMQ_outage_loses_nothing() => UnderLoadAsync(faults => OutageAsync(faults, "messaging"), "messaging");

    [SwitchedFact(Faults.Switch, "chaos")]
    public Task A_cache_outage_loses_nothing() => UnderLoadAsync(faults => OutageAsync(faults, "redis"), "redis");

    [SwitchedFact(Faults.Switch, "chaos")]
    public Task A_database_restart_loses_nothing() => UnderLoadAsync(faults => faults.RestartAsync("postgres"), "postgres");

    [Fact]
    public Task A_killed_database_loses_nothing() => UnderLoadAsync(faults => faults.KillAsync("postgres"), "postgres", hasMessages: true);

    // Jobs that are accepted while RabbitMQ is away, and messages that it has lost, are among the integration tests (OutageTests, RecoveryTests).
    [SwitchedFact(Faults.Switch, "chaos")]
    public Task A_killed_RabbitMQ_loses_nothing() => UnderLoadAsync(faults => faults.KillAsync("messaging"), "messaging");

    private static async Task OutageAsync(Faults faults, string resource)
    {
        await faults.StopAsync(resource);
        await Task.Delay(Faults.Outage);
        await faults.StartAsync(resource);
    }

    private async Task UnderLoadAsync(Func<Faults, Task> fault, string resource, bool hasMessages = false)
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        await using var database = NpgsqlDataSource.Create(await platform.ConnectionStringAsync("platform"));
        var faults = new Faults(platform.App);
        var load = new ProbeLoad(user, s_jobsPerSecond);
        var messages = hasMessages ? new MessageLoad(user, $"chaos-{Guid.CreateVersion7():N}", s_publishing) : null;
        await (messages?.StartAsync() ?? Task.CompletedTask);
        load.Start();
        await FlowAsync(load, messages, s_jobsPerSecond * 2);

        await fault(faults);
        await faults.HealthyAsync(resource);
        await FlowAsync(load, messages, load.Accepted + (s_jobsPerSecond * 3));
        await Task.WhenAll(load.StopAsync(), messages?.StopAsync() ?? Task.CompletedTask);
        await load.ShouldAllBeDoneOnceAsync(database, s_drain);
        await (messages?.ShouldBeDoneWithoutOverlapAsync(database) ?? Task.CompletedTask);
        await faults.RecoveredAsync();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{resource}: {load.Accepted} jobs accepted and done once, {messages?.Accepted ?? 0} messages in {messages?.Deliveries ?? 0} deliveries; other answers: {string.Join(", ", load.Refusals.Select(r => $"{r.Key}×{r.Value}"))}"));
    }

    private static Task FlowAsync(ProbeLoad load, MessageLoad? messages, int atLeast) => Task.WhenAll(
        Testkit.Waiting.Eventually.BecomesTrueAsync(() => load.Accepted >= atLeast, TimeSpan.FromSeconds(90)),
        messages?.FlowsAsync(Messages) ?? Task.CompletedTask);
}

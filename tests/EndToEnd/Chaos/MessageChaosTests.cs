using System.Globalization;
using Npgsql;
using Platform.EndToEnd.Accounts;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Chaos;

/// <summary>
/// Under load the parts that a message passes are killed one after another: nothing is lost, nothing is with two consumers at once. Of each of
/// them by itself, with fewer messages, <see cref="ChaosTests"/> and <see cref="SeparationTests"/> know.
/// </summary>
[Collection(PlainPlatformCollection.Name)]
public sealed class MessageChaosTests(PlainPlatformFixture platform, ITestOutputHelper output)
{
    // Before and after each kill.
    private const int Messages = 200;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    // Three times where outages of a minute are asked for.
    private static readonly int s_rounds = Math.Max(1, (int)Faults.Outage.TotalSeconds / 20);

    [SwitchedFact(Faults.Switch, "chaos")]
    public async Task Killed_services_and_a_killed_database_lose_no_message()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        await using var database = NpgsqlDataSource.Create(await platform.ConnectionStringAsync("platform"));
        var faults = new Faults(platform.App);
        var load = new MessageLoad(user, $"chaos-{Guid.CreateVersion7():N}", s_pause);
        await load.StartAsync();
        for (var round = 0; round < s_rounds; round++)
        {
            foreach (var resource in (string[])["broker", "api-gateway", "postgres"])
            {
                await load.FlowsAsync(Messages);
                await faults.KillAsync(resource);
                await faults.HealthyAsync(resource);
            }
        }

        await load.FlowsAsync(Messages);
        await load.StopAsync();
        await load.ShouldBeDoneWithoutOverlapAsync(database);
        await faults.RecoveredAsync();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Accepted} messages accepted, {load.Deliveries} deliveries; other answers: {string.Join(", ", load.Refusals.Select(r => $"{r.Key}×{r.Value}"))}"));
    }
}

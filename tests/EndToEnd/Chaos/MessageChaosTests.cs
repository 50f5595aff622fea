using System.Globalization;
using System.Net.Http.Json;
using Platform.EndToEnd.Accounts;
using Platform.Testkit.Waiting;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Chaos;

/// <summary>Under load the parts that a message passes are killed one after another: nothing is lost, nothing is with two consumers at once.</summary>
[Collection(PlatformCollection.Name)]
public sealed class MessageChaosTests(PlatformFixture platform, ITestOutputHelper output)
{
    [Fact]
    public async Task Killed_services_and_a_killed_database_lose_no_message()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        const string queue = "chaos";
        (await user.Http.PostAsJsonAsync("/queues", new { name = queue, visibility_timeout_seconds = 3, max_deliveries = 1000 })).EnsureSuccessStatusCode();
        var faults = new Faults(platform.App);
        var load = new MessageLoad(user, queue);
        load.Start();
        foreach (var resource in (string[])["job-manager", "api-gateway", "postgres"])
        {
            await FlowsAsync(load);
            if (resource == "postgres")
            {
                await faults.RestartAsync(resource);
            }
            else
            {
                await faults.KillAsync(resource);
            }

            await faults.HealthyAsync(resource);
        }

        await FlowsAsync(load);
        await load.StopAsync();
        load.ShouldBeDoneWithoutOverlap();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.Accepted} messages accepted, {load.Deliveries} deliveries"));
    }

    private static async Task FlowsAsync(MessageLoad load)
    {
        var (accepted, deliveries) = (load.Accepted + 100, load.Deliveries + 100);
        await Eventually.BecomesTrueAsync(() => load.Accepted >= accepted && load.Deliveries >= deliveries, TimeSpan.FromSeconds(60));
    }
}

using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Platform.Load;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

/// <summary>What README says of faults: a platform that was started with them, and the load that meets them. A third platform would slow the two of the other tests down, and they this one.</summary>
[Collection(Alone.Name)]
public sealed class FaultLoadTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Load_with_faults_meets_each_of_them()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Monitoring:Enabled=false", "--faults", "all", "--Faults:StuckWorker=1", "--Faults:FailingDownloads=1", "--WaitTimeoutSeconds=240"]);
        await using var app = await builder.BuildAsync();
        await app.StartAsync().WaitAsync(s_patience);
        foreach (var resource in (string[])["api-gateway", "worker"])
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(s_patience);
        }

        using var said = new StringWriter();
        var options = new LoadOptions(app.GetEndpoint("api-gateway", "http"), 20, 12, null, Faults: true);
        var code = await LoadRun.RunAsync(options, said, TimeProvider.System, CancellationToken.None);
        code.ShouldBe(0, said.ToString());

        // What became of the jobs that met them, in the last line.
        var seen = said.ToString().TrimEnd().Split('\n')[^1];
        seen.ShouldContain("faults:");
        seen.ShouldContain("slow-dependency");
        seen.ShouldMatch(@"stuck-worker .*timeout×\d");
        seen.ShouldContain("failing-downloads");
    }
}

using Aspire.Hosting.Testing;
using Platform.Load;
using Shouldly;

namespace Platform.EndToEnd.Hosting;

/// <summary>Checks README's example of faults: a platform that is started with them, and load on it.</summary>
public sealed class FaultLoadTests
{
    // Of each fault by itself tests/Integration knows, of what the load says of them FaultWatchTests.
    [SwitchedFact(Chaos.Faults.Switch, "chaos")]
    public async Task Load_with_faults_observes_each_fault()
    {
        await using var platform = await TestPlatform.StartAsync(["--Monitoring:Enabled=false", "--faults", "all", "--Faults:StuckWorker=1", "--Faults:FailingDownloads=1"]);

        using var said = new StringWriter();
        var options = new LoadOptions(platform.App.GetEndpoint("api-gateway", "http"), 20, 12, null, Faults: true);
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

using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Hosting;
using Platform.Fuzz.Running;
using Platform.Testkit.Files;
using Platform.Testkit.Monitoring;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Fuzzing;

/// <summary>One caller cannot switch the platform off, whatever he sends. <c>make fuzz</c> runs this longer, and with other seeds.</summary>
[Collection(FuzzedCollection.Name)]
public sealed class FuzzTests(FuzzedPlatformFixture platform, ITestOutputHelper output)
{
    /// <summary>A fifteenth of what <c>make fuzz</c> sends where it is told nothing else.</summary>
    private const int Few = 200;

    private static readonly string s_folder = RepositoryRoot.Combine(".local", "fuzz");

    [Fact]
    public async Task Fuzzed_requests_are_answered_and_harm_no_other_user()
    {
        using var onCall = await ApiUser.CreateAsync(platform.Api);
        await platform.MakeOperatorAsync(onCall.Email);
        var services = ((string[])["api-gateway", "job-manager", "broker", "frontend", .. TestPlatform.Workers]).Select(name => (name, platform.App.GetEndpoint(name, "http"))).ToList();
        var target = new FuzzTarget(platform.Api, platform.Page, (onCall.Email, ApiUser.Password), services);
        Directory.CreateDirectory(s_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var log = new StreamWriter(Path.Combine(s_folder, "log.txt")) { AutoFlush = true };
        using var prometheus = await platform.App.CreateMonitoringClientAsync("prometheus");
        var options = FuzzOptions.FromEnvironment();
        using var run = new FuzzRun(IsAskedFor ? options : options with { Requests = Few }, target, log, s_folder);

        var result = await run.RunAsync(CancellationToken.None);

        output.WriteLine(result.ToString());
        await Eventually.PassesAsync(async () =>
        {
            var targets = (await prometheus.GetFromJsonAsync<JsonElement>("/api/v1/targets?state=active")).GetProperty("data").GetProperty("activeTargets");
            targets.EnumerateArray().Select(scraped => scraped.GetProperty("lastError").GetString()).ShouldAllBe(error => error == "", "monitoring went blind");
        });
        foreach (var (name, address) in services)
        {
            // What a service exposes grows with what callers do, up to here (docs/decisions/0158; deploy/prometheus/prometheus.yml refuses 5,000).
            using var service = new HttpClient { BaseAddress = address };
            var series = (await service.GetStringAsync("/metrics")).Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToArray();
            var byRoute = series.Where(line => line.Contains("endpoint=\"", StringComparison.Ordinal)).ToArray();
            output.WriteLine($"{name} exposes {series.Length} series, {byRoute.Length} of them by route");
            if (name == "api-gateway")
            {
                var routes = byRoute.DistinctBy(line => line.Split("endpoint=\"")[1].Split('"')[0], StringComparer.Ordinal).Count();
                series.Length.ShouldBeLessThan(SeriesBudget.Gateway(routes), name);
                (series.Length - byRoute.Length).ShouldBeLessThanOrEqualTo(SeriesBudget.GatewayWithoutRoutes, name);
            }
            else
            {
                series.Length.ShouldBeLessThan(SeriesBudget.OtherServices, name);
            }
        }

        result.IsGood.ShouldBeTrue(result.ToString());
        if (IsAskedFor && options == new FuzzOptions())
        {
            result.NeverRight.ShouldBeEmpty("what is never answered with success is not reached: its right requests are wrong by now");
        }
    }

    private static bool IsAskedFor => SwitchedFactAttribute.IsSet("FUZZ_REQUESTS") || SwitchedFactAttribute.IsSet("FUZZ_MINUTES");
}

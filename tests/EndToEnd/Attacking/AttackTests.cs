using System.Buffers.Binary;
using System.Globalization;
using Platform.Attack.Running;
using Platform.EndToEnd.Hosting;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Attacking;

/// <summary>One caller cannot keep others from working, whatever he does at once. <c>make attack</c> runs it for longer.</summary>
[Collection(AttackedCollection.Name)]
public sealed class AttackTests(AttackedPlatformFixture platform, ITestOutputHelper output)
{
    /// <summary>The memory that a service may use after an attack.</summary>
    private const double MostBytes = 800d * 1024 * 1024;

    /// <summary>The limit of HighLatencyP95Critical.</summary>
    private const double SlowMilliseconds = 1_000;

    /// <summary>Requests that are being answered when nobody does anything: that for the figure, health checks, scrapes.</summary>
    private const double MostOpen = 5;

    private const string Hook = "/attack/hook";

    /// <summary>On a platform that has worked for other tests.</summary>
    private static readonly TimeSpan s_warmUpOfOld = TimeSpan.FromSeconds(5);

    private static readonly string s_folder = RepositoryRoot.Combine(".local", "attack");

    [Fact]
    public async Task One_users_attacks_do_not_stop_another_users_work()
    {
        var figures = new ServiceFigures(platform);
        using var prometheus = new PrometheusLook(await platform.App.CreateMonitoringClientAsync("prometheus"));
        var firingBefore = await prometheus.PagesAsync();
        var openBefore = await figures.SumAsync("api-gateway", "http_server_active_requests");
        var begun = TimeProvider.System.GetTimestamp();
        Directory.CreateDirectory(s_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var log = new StreamWriter(Path.Combine(s_folder, "log.txt")) { AutoFlush = true };
        var target = new AttackTarget(platform.Api, platform.Page, Absurd(), platform.Media.Add(Hook, static context => Task.Delay(Timeout.Infinite, context.RequestAborted)));

        var options = AttackOptions.FromEnvironment();
        var result = await new AttackRun(platform.HasTakenOver ? options with { WarmUp = s_warmUpOfOld } : options, target, log, TimeProvider.System).RunAsync(CancellationToken.None);

        // Those that are still to be told are told, so that nobody goes on for the rest of the tests.
        platform.Media.AddStatus(Hook, 200);
        await log.WriteAsync(result.ToString());
        output.WriteLine(result.ToString());
        var lasted = TimeProvider.System.GetElapsedTime(begun);
        await Eventually.PassesAsync(async () => (await prometheus.UnscrapedAsync()).ShouldBeEmpty("monitoring went blind"));
        (await prometheus.PagedAsync(lasted)).Except([.. firingBefore, .. Justified(result)], StringComparer.Ordinal).ShouldBeEmpty("people were called for nothing");
        await Eventually.PassesAsync(async () =>
            (await figures.SumAsync("api-gateway", "http_server_active_requests")).ShouldBeLessThan(openBefore + MostOpen, "streams of the attack are still open"));
        foreach (var service in (string[])["api-gateway", "job-manager", "broker"])
        {
            await Eventually.PassesAsync(async () =>
            {
                var bytes = await figures.SumAsync(service, "dotnet_process_memory_working_set_bytes");
                bytes.ShouldBeLessThan(MostBytes, service);
            });
            var kept = await figures.SumAsync(service, "dotnet_process_memory_working_set_bytes");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{service} has {kept / 1048576:0} MiB"));
        }

        result.Faults.ShouldBeEmpty(result.ToString());
    }

    /// <summary>The alerts that report the truth: two processors that carry attack, load and platform may well be slow for everybody, in each service.</summary>
    private static IEnumerable<string> Justified(AttackResult result) => result.Attacked.Of("submit").Percentile(.95) > SlowMilliseconds
        ? new[] { "api-gateway", "job-manager", "broker" }.Select(static service => $"HighLatencyP95Critical of {service}")
        : [];

    /// <summary>Recordings of rates that no sound has, one that never comes to an end, and addresses that lead in circles or nowhere.</summary>
    private IReadOnlyList<Uri> Absurd()
    {
        var rate = File.ReadAllBytes(Recording.Shortest.File);
        BinaryPrimitives.WriteInt32LittleEndian(rate.AsSpan(24), int.MaxValue);
        var length = File.ReadAllBytes(Recording.Shortest.File);
        BinaryPrimitives.WriteInt32LittleEndian(length.AsSpan(40), -1);
        return
        [
            platform.Media.AddBytes("/attack/rate.wav", rate),
            platform.Media.AddBytes("/attack/length.wav", length[..2_000]),
            platform.Media.AddBytes("/attack/nothing.wav", []),
            platform.Media.AddStalled("/attack/stalled.wav", rate[..1_000], 1_000_000),
            platform.Media.AddRedirect("/attack/circle.wav", "/attack/circle.wav"),
            platform.Media.AddStatus("/attack/away.wav", 503),
        ];
    }
}

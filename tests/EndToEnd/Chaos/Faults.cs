using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Testkit.Waiting;
using Shouldly;

namespace Platform.EndToEnd.Chaos;

/// <summary>What goes wrong with machines: processes that are killed, servers that are away for a while.</summary>
internal sealed class Faults(DistributedApplication app)
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, (string Instance, int Pid)> _killed = new(StringComparer.Ordinal);

    /// <summary>How long an outage lasts: CHAOS_OUTAGE_SECONDS, 10 if not set.</summary>
    public static TimeSpan Outage { get; } = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("CHAOS_OUTAGE_SECONDS") ?? "10", CultureInfo.InvariantCulture));

    /// <summary>The instances of a resource: their ids and the process ids they have now.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ProcessesAsync(string resource)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await foreach (var change in app.ResourceNotifications.WatchAsync(limit.Token))
            {
                if (change.Resource.Name != resource)
                {
                    continue;
                }

                if (Pid(change.Snapshot) is { } pid)
                {
                    found[change.ResourceId] = pid;
                }
                else
                {
                    found.Remove(change.ResourceId);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The stream opens with what is there and never ends by itself.
        }

        return found;
    }

    /// <summary>kill -9 of one instance, or of the only one.</summary>
    public async Task KillAsync(string resource, string? instance = null)
    {
        var processes = await ProcessesAsync(resource);
        var killed = instance ?? processes.Keys.First();
        _killed[resource] = (killed, processes[killed]);
        using var process = Process.GetProcessById(processes[killed]);
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async Task StopAsync(string resource) => await CommandAsync(resource, KnownResourceCommands.StopCommand);

    public async Task StartAsync(string resource)
    {
        await CommandAsync(resource, KnownResourceCommands.StartCommand);
        await HealthyAsync(resource);
    }

    public async Task RestartAsync(string resource)
    {
        await CommandAsync(resource, KnownResourceCommands.RestartCommand);
        await HealthyAsync(resource);
    }

    /// <summary>Waits until a resource is well; one that was killed, until what was started in its place is.</summary>
    public Task HealthyAsync(string resource) => (_killed.TryGetValue(resource, out var killed)
        ? app.ResourceNotifications.WaitForResourceAsync(
            resource,
            change => change.ResourceId == killed.Instance && change.Snapshot.HealthStatus == HealthStatus.Healthy && Pid(change.Snapshot) is { } pid && pid != killed.Pid)
        : app.ResourceNotifications.WaitForResourceHealthyAsync(resource)).WaitAsync(StartTimeout);

    /// <summary>
    /// Waits until no service holds a circuit open: it stays so for some seconds after what was away is back, and whoever comes next would
    /// be refused for what somebody else did.
    /// </summary>
    public async Task RecoveredAsync()
    {
        foreach (var service in (string[])["job-manager", "api-gateway", "frontend"])
        {
            using var http = app.CreateHttpClient(service, "http");
            await Eventually.PassesAsync(
                async () =>
                {
                    var circuits = (await http.GetStringAsync("/metrics")).Split('\n').Where(line => line.StartsWith("circuit_breaker_state{", StringComparison.Ordinal)).ToArray();
                    circuits.ShouldNotBeEmpty();
                    circuits.ShouldAllBe(circuit => circuit.EndsWith(" 0", StringComparison.Ordinal));
                },
                StartTimeout);
        }
    }

    private static int? Pid(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Running
        && snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value is { } value
            ? Convert.ToInt32(value, CultureInfo.InvariantCulture)
            : null;

    private async Task CommandAsync(string resource, string command)
    {
        var result = await app.ResourceCommands.ExecuteCommandAsync(resource, command);
        if (!result.Success)
        {
            throw new InvalidOperationException($"{command} {resource}: {result.Message}");
        }
    }
}

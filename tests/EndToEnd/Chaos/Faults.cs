using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.EndToEnd.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;

namespace Platform.EndToEnd.Chaos;

/// <summary>Injects faults of machines: kills processes, and stops servers for a while.</summary>
internal sealed class Faults(DistributedApplication app)
{
    /// <summary>The variable that makes outages longer, and the load heavier.</summary>
    public const string Switch = "CHAOS_OUTAGE_SECONDS";

    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, int> _killed = new(StringComparer.Ordinal);

    /// <summary>The length of an outage: <see cref="Switch"/>, by default 4, which allows several retries of every client.</summary>
    public static TimeSpan Outage { get; } = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable(Switch) ?? "4", CultureInfo.InvariantCulture));

    /// <summary>The process ids that resources have now, by the resources' names; those that do not run within two seconds are left out.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ProcessesAsync(params string[] resources)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await foreach (var change in app.ResourceNotifications.WatchAsync(limit.Token))
            {
                if (!resources.Contains(change.Resource.Name))
                {
                    continue;
                }

                if (Pid(change.Snapshot) is { } pid)
                {
                    found[change.Resource.Name] = pid;
                }
                else
                {
                    found.Remove(change.Resource.Name);
                }

                if (found.Count == resources.Length)
                {
                    return found;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The stream opens with what is there and never ends by itself.
        }

        return found;
    }

    /// <summary>kill -9 of a resource's process.</summary>
    public async Task KillAsync(string resource)
    {
        var running = await app.ResourceNotifications.WaitForResourceAsync(ProgramOf(resource), change => Pid(change.Snapshot) is not null).WaitAsync(s_startTimeout);
        var pid = Pid(running.Snapshot)!.Value;
        _killed[resource] = pid;
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync();
    }

    public Task StopAsync(string resource) => CommandAsync(resource, KnownResourceCommands.StopCommand);

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

    /// <summary>Waits until resources are well; one that was killed, until what was started in its place is.</summary>
    public async Task HealthyAsync(params string[] resources)
    {
        foreach (var resource in resources)
        {
            if (_killed.TryRemove(resource, out var killed))
            {
                await app.ResourceNotifications.WaitForResourceAsync(ProgramOf(resource), change => Pid(change.Snapshot) is { } pid && pid != killed).WaitAsync(s_startTimeout);
            }

            var isService = Find(resource) is ProjectResource;
            await app.ResourceNotifications.WaitForResourceAsync(
                resource, change => (isService || change.Snapshot.HealthStatus == HealthStatus.Healthy) && change.Snapshot.State?.Text == KnownResourceStates.Running).WaitAsync(s_startTimeout);
            if (isService)
            {
                // Asked here: the orchestrator looks again after some seconds where a resource was not ready at once.
                using var http = app.CreateHttpClient(resource, "http");
                await Eventually.PassesAsync(async () => (await http.GetAsync("/health/ready")).EnsureSuccessStatusCode().Dispose(), s_startTimeout);
            }
        }
    }

    /// <summary>
    /// Waits until no service holds a circuit open: it stays so for some seconds after what was away is back, and whoever comes next would
    /// be refused for what somebody else did. Those of what watches the platform do not count: it need not run (<see cref="MonitoringPrograms"/>), and
    /// only operators' pages ask for it.
    /// </summary>
    public async Task RecoveredAsync()
    {
        foreach (var service in (string[])["job-manager", "broker", "api-gateway", "frontend"])
        {
            using var http = app.CreateHttpClient(service, "http");
            await Eventually.PassesAsync(
                async () =>
                {
                    var circuits = (await http.GetStringAsync("/metrics")).Split('\n').Where(line => line.StartsWith("circuit_breaker_state{", StringComparison.Ordinal))
                        .Where(line => !MonitoringPrograms.All.Any(name => line.Contains($"dependency=\"{name}\"", StringComparison.Ordinal))).ToArray();
                    circuits.ShouldNotBeEmpty();
                    circuits.ShouldAllBe(circuit => circuit.EndsWith(" 0", StringComparison.Ordinal));
                },
                s_startTimeout);
        }
    }

    /// <summary>Has a command of a resource executed, such as <see cref="KnownResourceCommands.StopCommand"/>.</summary>
    public async Task CommandAsync(string resource, string command)
    {
        var result = await app.ResourceCommands.ExecuteCommandAsync(Find(resource)!, command);
        if (!result.Success)
        {
            throw new InvalidOperationException($"{command} {resource}: {result.Message}");
        }
    }

    // A server that runs as a process has that beside it.
    private string ProgramOf(string resource) => Find(resource + "-server")?.Name ?? resource;

    private IResource? Find(string name) => app.Services.GetRequiredService<DistributedApplicationModel>().Resources.SingleOrDefault(candidate => candidate.Name == name);

    private static int? Pid(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Running
        && snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value is { } value
            ? Convert.ToInt32(value, CultureInfo.InvariantCulture)
            : null;
}

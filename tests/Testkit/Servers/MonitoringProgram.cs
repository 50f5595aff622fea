using System.Diagnostics;
using NativeServers;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;

namespace Platform.Testkit.Servers;

/// <summary>Debian's Prometheus and Alertmanager, each in a temporary folder on a free port, until disposed.</summary>
public sealed class MonitoringProgram : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _program;
    private readonly string[] _arguments;
    private Process? _process;

    private MonitoringProgram(string program, int port, Func<string, string[]> arguments)
    {
        _program = program;
        _arguments = arguments(_folder.Path);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Its folder, for files that its configuration names.</summary>
    public string Folder => _folder.Path;

    /// <summary>A Prometheus, not started yet.</summary>
    /// <param name="configuration">Content of prometheus.yml, given the program's folder.</param>
    public static async Task<MonitoringProgram> PrometheusAsync(Func<MonitoringProgram, string> configuration)
    {
        var port = FreePorts.Next();
        var program = new MonitoringProgram("prometheus", port, folder =>
        [
            $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}",
            "--enable-feature=exemplar-storage", "--log.level=error",

            // Alerts that fire before Alertmanager was discovered are sent again soon, not after a minute.
            "--rules.alert.resend-delay=1s",
        ]);
        await File.WriteAllTextAsync(Path.Combine(program.Folder, "prometheus.yml"), configuration(program));
        return program;
    }

    /// <summary>An Alertmanager, not started yet.</summary>
    /// <param name="configuration">Content of alertmanager.yml.</param>
    public static async Task<MonitoringProgram> AlertmanagerAsync(string configuration)
    {
        var port = FreePorts.Next();
        var program = new MonitoringProgram("prometheus-alertmanager", port, folder =>
        [
            $"--config.file={folder}/alertmanager.yml", $"--storage.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=", "--log.level=error",
        ]);
        await File.WriteAllTextAsync(Path.Combine(program.Folder, "alertmanager.yml"), configuration);
        return program;
    }

    /// <summary>Starts it, or starts it again, and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(_program, _arguments))!;
        using var client = new HttpClient { BaseAddress = Address };
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    using var answer = await client.GetAsync("/-/ready");
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(60));
    }

    /// <summary>Ends it; what it stored stays.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}

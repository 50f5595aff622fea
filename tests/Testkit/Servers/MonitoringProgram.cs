using Platform.Testkit.Waiting;

namespace Platform.Testkit.Servers;

/// <summary>Debian's Prometheus and Alertmanager, each in a temporary folder on a free port, until disposed.</summary>
public sealed class MonitoringProgram : IAsyncDisposable
{
    private readonly NativeProcess _process;

    private MonitoringProgram(string program, int port, Func<string, string[]> arguments)
    {
        _process = new NativeProcess(new Dictionary<string, string>(), folder => [program, .. arguments(folder)]);
        Directory.CreateDirectory(Folder);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Its folder, for files that its configuration names.</summary>
    public string Folder => _process.Folder;

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
        await _process.StartAsync(CancellationToken.None);
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
    public Task StopAsync() => _process.StopAsync(CancellationToken.None);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

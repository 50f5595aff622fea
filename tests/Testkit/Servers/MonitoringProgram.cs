using System.Text;
using Platform.Testkit.Waiting;

namespace Platform.Testkit.Servers;

/// <summary>Runs Debian's Prometheus or Alertmanager in a temporary folder on a free port until disposed. Both require user and password.</summary>
public sealed class MonitoringProgram : IAsyncDisposable
{
    /// <summary>The only user.</summary>
    public const string User = "platform";

    /// <summary>The password.</summary>
    public const string Password = "monitoring";

    // The bcrypt hash of the password, with the lowest cost that bcrypt allows.
    private const string Hash = "$2b$04$tWoYvVZ.JP6fVAHtibJI2OdVI9tLXlKeL3pXohhKsf.N8qg3E4oYa";

    private readonly NativeProcess _process;

    private MonitoringProgram(string program, int port, Func<string, string[]> arguments)
    {
        _process = new NativeProcess(new Dictionary<string, string>(), folder => [program, .. arguments(folder)]);
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "web.yml"), $"basic_auth_users: {{ {User}: '{Hash}' }}\n");
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>The address that it listens on.</summary>
    public Uri Address { get; }

    /// <summary>Its folder, for files that its configuration refers to.</summary>
    public string Folder => _process.Folder;

    /// <summary>Creates a Prometheus without starting it.</summary>
    /// <param name="configuration">Returns the content of prometheus.yml for the program.</param>
    public static async Task<MonitoringProgram> PrometheusAsync(Func<MonitoringProgram, string> configuration)
    {
        var port = FreePorts.Next();
        var program = new MonitoringProgram("prometheus", port, folder =>
        [
            $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}", $"--web.config.file={folder}/web.yml",
            "--enable-feature=exemplar-storage", "--log.level=error",

            // Makes alerts that fire before Alertmanager is discovered be sent again soon, not after a minute.
            "--rules.alert.resend-delay=1s",
        ]);
        await File.WriteAllTextAsync(Path.Combine(program.Folder, "prometheus.yml"), configuration(program));
        return program;
    }

    /// <summary>Creates an Alertmanager without starting it.</summary>
    /// <param name="configuration">The content of alertmanager.yml.</param>
    public static async Task<MonitoringProgram> AlertmanagerAsync(string configuration)
    {
        var port = FreePorts.Next();
        var program = new MonitoringProgram("prometheus-alertmanager", port, folder =>
        [
            $"--config.file={folder}/alertmanager.yml", $"--storage.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}", $"--web.config.file={folder}/web.yml",
            "--cluster.listen-address=", "--log.level=error",
        ]);
        await File.WriteAllTextAsync(Path.Combine(program.Folder, "alertmanager.yml"), configuration);
        return program;
    }

    /// <summary>Starts or restarts the program, and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        await _process.StartAsync(CancellationToken.None);
        using var client = NewClient();
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

    /// <summary>Creates a client with the credentials set.</summary>
    public HttpClient NewClient()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
        return client;
    }

    /// <summary>Stops the program; its stored data stays.</summary>
    public Task StopAsync() => _process.StopAsync(CancellationToken.None);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Platform.Observability.Exposition;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;

namespace Platform.Observability.Catalogue;

/// <summary>A service's own program as a process, with every server that it knows away: that is when its metrics matter most.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private ServiceProcess(string project, string name)
    {
        Name = name;
        var port = FreePort();
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };

        // The tests are built as the services are: bin/{configuration}/{framework}.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var start = new ProcessStartInfo("dotnet", ["exec", RepositoryRoot.Combine(project, "bin", framework.Parent!.Name, framework.Name, project + ".dll")])
        {
            WorkingDirectory = RepositoryRoot.Combine(project),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = Client.BaseAddress.ToString(),
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["OTEL_SERVICE_NAME"] = name,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "",
            ["ConnectionStrings__platform"] = "Host=127.0.0.1;Port=1;Username=u;Password=hunter2;Database=d",
            ["ConnectionStrings__redis"] = "127.0.0.1:1",
            ["ConnectionStrings__messaging"] = "amqp://u:hunter2@127.0.0.1:1",
            ["services__job-manager__http__0"] = "http://127.0.0.1:1",
            ["services__api-gateway__http__0"] = "http://127.0.0.1:1",
            ["Storage__Local__Root"] = _folder.File("storage"),
            ["Media__ScratchFolder"] = _folder.File("scratch"),
            ["Recognition__SlotsFolder"] = _folder.File("slots"),
        })
        {
            start.Environment[key] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Name { get; }

    public HttpClient Client { get; }

    public static async Task<ServiceProcess> StartAsync(string project, string name)
    {
        var service = new ServiceProcess(project, name);
        try
        {
            await Eventually.PassesAsync(
                async () => (await service.Client.GetAsync("/health/live")).EnsureSuccessStatusCode().Dispose(),
                TimeSpan.FromSeconds(120));
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public async Task<IReadOnlyList<ParsedFamily>> ScrapeAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.ParseAdd("application/openmetrics-text");
        using var answer = await Client.SendAsync(request);
        return OpenMetricsParser.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

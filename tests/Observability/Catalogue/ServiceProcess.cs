using System.Diagnostics;
using Platform.Observability.Exposition;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;
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
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{FreePorts.Next()}"), Timeout = TimeSpan.FromSeconds(30) };
        _process = Process.Start(StartInfo(project, name, Client.BaseAddress, _folder))!;
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

    /// <summary>Runs a service that ends by itself; what it said and its exit code.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(string project, string name, params (string Key, string Value)[] environment)
    {
        using var folder = new TemporaryFolder();
        var start = StartInfo(project, name, new Uri($"http://127.0.0.1:{FreePorts.Next()}"), folder);
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, string.Concat(said));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public async Task<IReadOnlyList<ParsedFamily>> ScrapeAsync() => OpenMetricsParser.Parse(await ScrapeAsync("application/openmetrics-text"));

    public async Task<byte[]> ScrapeAsync(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.ParseAdd(accept);
        using var answer = await Client.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
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

    private static ProcessStartInfo StartInfo(string project, string name, Uri address, TemporaryFolder folder)
    {
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
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["OTEL_SERVICE_NAME"] = name,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "",
            ["ConnectionStrings__platform"] = "Host=127.0.0.1;Port=1;Username=u;Password=hunter2;Database=d",
            ["ConnectionStrings__redis"] = "127.0.0.1:1",
            ["ConnectionStrings__messaging"] = "amqp://u:hunter2@127.0.0.1:1",
            ["services__job-manager__http__0"] = "http://127.0.0.1:1",
            ["services__job-manager__grpc__0"] = "http://127.0.0.1:1",
            ["services__broker__http__0"] = "http://127.0.0.1:1",
            ["services__broker__grpc__0"] = "http://127.0.0.1:1",
            ["services__operations__http__0"] = "http://127.0.0.1:1",
            ["services__operations__grpc__0"] = "http://127.0.0.1:1",
            ["services__api-gateway__http__0"] = "http://127.0.0.1:1",
            ["Storage__Local__Root"] = folder.File("storage"),
            ["Media__ScratchFolder"] = folder.File("scratch"),
            ["Recognition__SlotsFolder"] = folder.File("slots"),
            ["Recognition__Engine"] = "pocketsphinx",
        })
        {
            start.Environment[key] = value;
        }

        return start;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;

namespace Platform.Integration.Broker;

/// <summary>A service in a process of its own with a memory limit.</summary>
internal sealed class BoundedProcess : IAsyncDisposable
{
    private const int LinesKept = 40;

    private readonly ConcurrentQueue<string> _said = new();
    private readonly Process _process;

    private BoundedProcess(string project, long heapBytes, IReadOnlyDictionary<string, string> settings)
    {
        var ports = FreePorts.Next(2);
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports[0]}"), Timeout = TimeSpan.FromSeconds(60) };
        GrpcAddress = new Uri($"http://127.0.0.1:{ports[1]}");

        // Services and tests have the same build path: bin/{configuration}/{framework}.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var start = new ProcessStartInfo("dotnet", ["exec", RepositoryRoot.Combine(project, "bin", framework.Parent!.Name, framework.Name, project + ".dll")])
        {
            WorkingDirectory = RepositoryRoot.Combine(project),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        // Of the tests' own process (eng/run-tests).
        start.Environment.Remove("DOTNET_GCgen0size");
        start.Environment["DOTNET_GCHeapHardLimit"] = heapBytes.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = $"{Client.BaseAddress};{GrpcAddress}";
        start.Environment["Grpc__Port"] = GrpcAddress.Port.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Client { get; }

    /// <summary>The address of the gRPC endpoint, for services that have one.</summary>
    public Uri GrpcAddress { get; }

    public bool HasEnded => _process.HasExited;

    /// <summary>The last output of the process.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>The resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<BoundedProcess> StartAsync(string project, long heapBytes, IReadOnlyDictionary<string, string> settings)
    {
        var process = new BoundedProcess(project, heapBytes, settings);
        try
        {
            await Eventually.PassesAsync(
                async () => (await process.Client.GetAsync("/health/ready")).EnsureSuccessStatusCode().Dispose(), TimeSpan.FromSeconds(120));
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the process with SIGKILL.</summary>
    public Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        return _process.WaitForExitAsync();
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
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _said.Enqueue(line);
            while (_said.Count > LinesKept)
            {
                _said.TryDequeue(out _);
            }
        }
    }
}

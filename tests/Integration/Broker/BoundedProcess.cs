using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;

namespace Platform.Integration.Broker;

/// <summary>A service's own program as a process that ends when it needs more memory than it may have.</summary>
internal sealed class BoundedProcess : IAsyncDisposable
{
    private const int LinesKept = 40;

    private readonly ConcurrentQueue<string> _said = new();
    private readonly Process _process;

    private BoundedProcess(string project, long heapBytes, IReadOnlyDictionary<string, string> settings)
    {
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{FreePorts.Next()}"), Timeout = TimeSpan.FromSeconds(60) };

        // The tests are built as the services are: bin/{configuration}/{framework}.
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

        start.Environment["DOTNET_GCHeapHardLimit"] = heapBytes.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = Client.BaseAddress.ToString();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Client { get; }

    public bool HasEnded => _process.HasExited;

    /// <summary>The last that it wrote.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>What it has of the machine's memory.</summary>
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

    /// <summary>kill -9.</summary>
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

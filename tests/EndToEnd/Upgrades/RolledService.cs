using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;

namespace Platform.EndToEnd.Upgrades;

/// <summary>A replica of a service, which is replaced by one of another version at the same address.</summary>
/// <param name="project">The service's.</param>
/// <param name="address">Where it listens.</param>
/// <param name="environment">Its settings, which all versions have.</param>
internal sealed class RolledService(string project, Uri address, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private static readonly TimeSpan s_start = TimeSpan.FromMinutes(3);

    private NativeProcess? _process;

    public string Project => project;

    public Uri Address => address;

    public PlatformVersion? Version { get; private set; }

    /// <summary>Starts it, and waits until it is ready.</summary>
    public async Task StartAsync(PlatformVersion version)
    {
        var settings = new Dictionary<string, string>(environment, StringComparer.Ordinal) { ["DOTNET_CONTENTROOT"] = version.FolderOf(project) };
        _process = new NativeProcess(settings, _ => ["dotnet", "exec", version.ProgramOf(project)]);
        await _process.StartAsync(CancellationToken.None);
        Version = version;
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            await Eventually.PassesAsync(
                async () =>
                {
                    using var answer = await http.GetAsync("/health/ready");
                    answer.EnsureSuccessStatusCode();
                },
                s_start);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{project} ({version.Name}) is not ready:\n{await _process.LastOutputAsync()}", exception);
        }
    }

    /// <summary>Ends it by SIGTERM, and waits for its end.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            await process.StopAsync(CancellationToken.None);
            await process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}

using DotNet.Testcontainers.Configurations;
using NativeServers;

namespace DotNet.Testcontainers.Containers;

/// <summary>A server for tests: a native process with a temporary folder of its own.</summary>
public abstract class DockerContainer : IContainer
{
    private readonly OwnedFolder _folder;
    private readonly NativeServerProcess _process;
    private readonly Dictionary<int, int> _ports = [];
    private bool _started;
    private bool _paused;

    /// <summary>Takes the server's folder and ports.</summary>
    /// <param name="configuration">What the builder has collected.</param>
    /// <param name="name">What the folder's name begins with.</param>
    /// <param name="create">Makes the server from its folder and the host port behind each of its ports.</param>
    protected DockerContainer(
        ContainerConfiguration configuration, string name, Func<string, Func<int, int>, NativeServer> create)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(create);
        foreach (var (containerPort, hostPort) in configuration.PortBindings)
        {
            _ports[containerPort] = hostPort ?? FreePorts.Next();
        }

        _folder = OwnedFolder.Create(name);
        _process = new NativeServerProcess(
            create(_folder.Path, port => _ports.TryGetValue(port, out var bound) ? bound : FreePorts.Next()), _folder);
    }

    /// <inheritdoc />
    public string Hostname => "127.0.0.1";

    /// <inheritdoc />
    public TestcontainersStates State =>
        _paused ? TestcontainersStates.Paused
        : _process.IsRunning ? TestcontainersStates.Running
        : _started ? TestcontainersStates.Exited
        : TestcontainersStates.Undefined;

    /// <inheritdoc />
    public ushort GetMappedPublicPort(int containerPort) =>
        _ports.TryGetValue(containerPort, out var port)
            ? (ushort)port
            : throw new InvalidOperationException($"Exposed port {containerPort} is not mapped.");

    /// <inheritdoc />
    public Task<(string Stdout, string Stderr)> GetLogsAsync(
        DateTime since = default, DateTime until = default, bool timestampsEnabled = true, CancellationToken ct = default) =>
        Task.FromResult((_process.Output, ""));

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken ct = default)
    {
        await _process.StartAsync(ct);
        _started = true;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken ct = default)
    {
        _paused = false;
        await _process.StopAsync(ct);
    }

    /// <inheritdoc />
    public Task PauseAsync(CancellationToken ct = default)
    {
        _process.Pause();
        _paused = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task UnpauseAsync(CancellationToken ct = default)
    {
        _paused = false;
        _process.Unpause();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _paused = false;
        _started = false;
        await _process.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

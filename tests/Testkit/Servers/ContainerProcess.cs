using DotNet.Testcontainers.Containers;

namespace Platform.Testkit.Servers;

/// <summary>Runs a server in a container.</summary>
internal sealed class ContainerProcess(IContainer container) : IServerProcess
{
    private static readonly Lazy<bool> s_isAvailable = new(() => Environment.GetEnvironmentVariable("TEST_SERVERS") switch
    {
        "native" => false,
        "containers" => true,
        _ => Answers(),
    });

    /// <summary>
    /// Whether servers run in containers: where a container engine answers, unless TEST_SERVERS is <c>native</c> or <c>containers</c>.
    /// </summary>
    public static bool IsAvailable => s_isAvailable.Value;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => container.StartAsync(cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => container.StopAsync(cancellationToken);

    /// <inheritdoc />
    public Task PauseAsync() => container.PauseAsync();

    /// <inheritdoc />
    public Task UnpauseAsync() => container.UnpauseAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => container.DisposeAsync();

    private static bool Answers()
    {
        var address = new Uri(Environment.GetEnvironmentVariable("DOCKER_HOST") ?? "unix:///var/run/docker.sock");
        return address.Scheme != "unix" || File.Exists(address.AbsolutePath);
    }
}

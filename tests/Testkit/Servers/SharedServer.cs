using DotNet.Testcontainers.Containers;

namespace Platform.Testkit.Servers;

/// <summary>A server that all tests of an assembly share: started by the first that asks, ended with the test process.</summary>
internal sealed class SharedServer<TContainer>
    where TContainer : DockerContainer
{
    private readonly Lazy<Task<TContainer>> _started;

    internal SharedServer(Func<TContainer> build) => _started = new Lazy<Task<TContainer>>(() => StartAsync(build));

    internal Task<TContainer> GetAsync() => _started.Value;

    private static async Task<TContainer> StartAsync(Func<TContainer> build)
    {
        var container = build();

        // The event of the runtime's end waits for nobody, so the end of the server has to be waited for here.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => container.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
        await container.StartAsync();
        return container;
    }
}

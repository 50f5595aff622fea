namespace Platform.Testkit.Servers;

/// <summary>Controls a server of the tests that runs in a container or as a process.</summary>
internal interface IServerProcess : IAsyncDisposable
{
    /// <summary>Starts the server, or restarts it with its data; need not wait until it answers.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops the server gracefully; its data stays.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Freezes the server: connections stay open, and nothing answers.</summary>
    Task PauseAsync();

    /// <summary>Ends <see cref="PauseAsync"/>.</summary>
    Task UnpauseAsync();
}

namespace Platform.Testkit.Servers;

/// <summary>How a server of the tests runs: in a container, or as a process.</summary>
internal interface IServerProcess : IAsyncDisposable
{
    /// <summary>Starts it, or starts it again with the data that it had; need not wait until it answers.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops it in order; its data stays.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Freezes it: connections stay open and nothing answers.</summary>
    Task PauseAsync();

    /// <summary>Ends <see cref="PauseAsync"/>.</summary>
    Task UnpauseAsync();
}

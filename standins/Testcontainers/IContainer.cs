namespace DotNet.Testcontainers.Containers;

/// <summary>A server for tests.</summary>
public interface IContainer : IAsyncDisposable
{
    /// <summary>The host on which its ports are reached.</summary>
    string Hostname { get; }

    /// <summary>What it is doing.</summary>
    TestcontainersStates State { get; }

    /// <summary>The port of <see cref="Hostname"/> behind a port of the server.</summary>
    ushort GetMappedPublicPort(int containerPort);

    /// <summary>What the server wrote. Here both streams are one, in the first place, and only its end is kept.</summary>
    Task<(string Stdout, string Stderr)> GetLogsAsync(
        DateTime since = default, DateTime until = default, bool timestampsEnabled = true, CancellationToken ct = default);

    /// <summary>Starts it and waits until it serves.</summary>
    Task StartAsync(CancellationToken ct = default);

    /// <summary>Stops it; it keeps its data and can be started again.</summary>
    Task StopAsync(CancellationToken ct = default);

    /// <summary>Freezes it: connections stay open and nothing answers.</summary>
    Task PauseAsync(CancellationToken ct = default);

    /// <summary>Lets it go on.</summary>
    Task UnpauseAsync(CancellationToken ct = default);
}

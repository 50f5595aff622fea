using Xunit;

namespace Platform.Testkit.Servers;

/// <summary>A Redis server of its own for one test class (use as its class fixture): it starts in a moment, and channels would meet on a shared one.</summary>
public sealed class RedisInstance : IAsyncLifetime
{
    private readonly TestServer _server = TestServer.Redis();

    /// <summary>What StackExchange.Redis connects with.</summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>Freezes the server until <see cref="ThawAsync"/>: connections stay open, nothing answers.</summary>
    public Task FreezeAsync() => _server.PauseAsync();

    /// <summary>Ends <see cref="FreezeAsync"/>.</summary>
    public Task ThawAsync() => _server.UnpauseAsync();

    /// <inheritdoc />
    public Task InitializeAsync() => _server.StartAsync();

    /// <inheritdoc />
    public async Task DisposeAsync() => await _server.DisposeAsync();
}

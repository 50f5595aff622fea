using Xunit;

namespace Platform.Testkit.Servers;

/// <summary>
/// Runs a separate Redis server for a test class (use as its class fixture): it starts quickly, and on a shared one the classes' channels would
/// collide.
/// </summary>
public sealed class RedisInstance : IAsyncLifetime
{
    private readonly TestServer _server = TestServer.Redis();

    /// <summary>The configuration string for StackExchange.Redis.</summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>Freezes the server until <see cref="ThawAsync"/>: connections stay open, and nothing answers.</summary>
    public Task FreezeAsync() => _server.PauseAsync();

    /// <summary>Ends <see cref="FreezeAsync"/>.</summary>
    public Task ThawAsync() => _server.UnpauseAsync();

    /// <inheritdoc />
    public Task InitializeAsync() => _server.StartAsync();

    /// <inheritdoc />
    public async Task DisposeAsync() => await _server.DisposeAsync();
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Connections;
using RabbitMQ.Client;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>
/// Keeps one connection to RabbitMQ open in the background. A broken connection is not recovered but replaced, so its users open new channels on the
/// next one, preferably through <see cref="RunAsync"/>.
/// </summary>
public sealed partial class RabbitMqConnection : BackgroundService
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_maxConnect = TimeSpan.FromSeconds(15);

    private readonly IConnectionFactory _factory;
    private readonly TimeProvider _time;
    private readonly ILogger<RabbitMqConnection> _logger;
    private volatile TaskCompletionSource<IConnection> _open = NewSource();

    /// <summary>Created by dependency injection; see <see cref="DependencyExtensions.AddRabbitMq"/>.</summary>
    public RabbitMqConnection(
        IConnectionFactory factory,
        TimeProvider time,
        ILogger<RabbitMqConnection> logger)
    {
        _factory = factory;
        _time = time;
        _logger = logger;
    }

    /// <summary>Gets whether the connection is open.</summary>
    public bool IsOpen => Current is not null;

    /// <summary>Gets the counts of opened and closed connections.</summary>
    internal ConnectionTally Tally { get; } = new("amqp");

    internal IConnection? Current => _open.Task is { IsCompletedSuccessfully: true, Result: { IsOpen: true } connection } ? connection : null;

    /// <summary>Gets the open connection, and waits for it until the token is cancelled.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before a connection was open.</exception>
    public async ValueTask<IConnection> GetAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var open = _open;
            var connection = await open.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (connection.IsOpen)
            {
                return connection;
            }

            // The client has noticed that the connection is closed but has not raised the event yet.
            Forget(open);
        }
    }

    /// <summary>
    /// Runs <paramref name="session"/> on the open connection, and again on the next one whenever it ends or fails, until <paramref
    /// name="cancellationToken"/> is cancelled. The session's own token is cancelled as soon as its connection breaks. A failed session is logged and
    /// restarted after a delay.
    /// </summary>
    public async Task RunAsync(Func<IConnection, CancellationToken, Task> session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        var failures = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var connection = await GetAsync(cancellationToken).ConfigureAwait(false);
            using var lifetime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var onShutdown = new AsyncEventHandlerOnShutdown(lifetime);
            var started = _time.GetTimestamp();
            try
            {
                if (!TryWatch(connection, onShutdown))
                {
                    continue;
                }

                await session(connection, lifetime.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (OperationCanceledException) when (lifetime.IsCancellationRequested)
            {
                // The connection broke; the loop waits for the next one.
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                SessionFailed(exception);
            }
            finally
            {
                Unwatch(connection, onShutdown);
            }

            failures = _time.GetElapsedTime(started) > s_maxWait ? 0 : failures + 1;
            await Task.Delay(WaitAfter(failures), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Not through the circuit breaker: the health probe would take the one call that a half-open circuit permits, find no connection and
                // open the circuit again, so that no connection could ever be made.
                var connection = await ConnectAsync(stoppingToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    failures = 0;
                    await KeepOpenAsync(connection, stoppingToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Tally.Failed();
                ConnectFailed(++failures, exception.Message);
            }

            await Task.Delay(WaitAfter(failures), _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IConnection> ConnectAsync(CancellationToken stoppingToken)
    {
        using var timeout = new CancellationTokenSource(s_maxConnect, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, timeout.Token);
        try
        {
            return await _factory.CreateConnectionAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"no connection within {s_maxConnect.TotalSeconds:0} s", exception);
        }
    }

    private async Task KeepOpenAsync(IConnection connection, CancellationToken stoppingToken)
    {
        var closed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, shutdown) =>
        {
            closed.TrySetResult(shutdown.ReplyText);
            return Task.CompletedTask;
        };
        var open = _open;
        if (connection.IsOpen)
        {
            open.TrySetResult(connection);
            Tally.Opened();
            Connected(connection.Endpoint.HostName, connection.Endpoint.Port);
        }
        else
        {
            closed.TrySetResult("closed at once");
        }

        try
        {
            var reason = await closed.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
            Tally.Failed();
            Disconnected(reason);
        }
        finally
        {
            if (open.Task.IsCompletedSuccessfully)
            {
                Tally.Closed();
                Forget(open);
            }
        }
    }

    private static bool TryWatch(IConnection connection, AsyncEventHandlerOnShutdown onShutdown)
    {
        try
        {
            connection.ConnectionShutdownAsync += onShutdown.HandleAsync;
            return connection.IsOpen;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    // The owner of a connection may dispose of it at any time, which must not end the sessions that are to run on the next one.
    private static void Unwatch(IConnection connection, AsyncEventHandlerOnShutdown onShutdown)
    {
        try
        {
            connection.ConnectionShutdownAsync -= onShutdown.HandleAsync;
        }
        catch (ObjectDisposedException)
        {
            // The connection is disposed and raises no more events.
        }
    }

    private void Forget(TaskCompletionSource<IConnection> open) => Interlocked.CompareExchange(ref _open, NewSource(), open);

    private static TaskCompletionSource<IConnection> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TimeSpan WaitAfter(int failures)
    {
        var wait = s_firstWait * Math.Pow(2, Math.Min(failures, 10));
        return (wait < s_maxWait ? wait : s_maxWait) * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    [LoggerMessage(1, LogLevel.Information, "Connected to RabbitMQ at {Host}:{Port}.")]
    private partial void Connected(string host, int port);

    [LoggerMessage(2, LogLevel.Warning, "Connection to RabbitMQ lost: {Reason}.")]
    private partial void Disconnected(string reason);

    [LoggerMessage(3, LogLevel.Warning, "Connecting to RabbitMQ failed (attempt {Attempt}): {Reason}")]
    private partial void ConnectFailed(int attempt, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Work on the RabbitMQ connection failed and is started again.")]
    private partial void SessionFailed(Exception exception);

    private sealed class AsyncEventHandlerOnShutdown(CancellationTokenSource lifetime)
    {
        public async Task HandleAsync(object sender, RabbitMQ.Client.Events.ShutdownEventArgs shutdown)
        {
            try
            {
                await lifetime.CancelAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                // The session had already ended.
            }
        }
    }
}

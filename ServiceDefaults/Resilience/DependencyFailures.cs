using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using RabbitMQ.Client.Exceptions;
using StackExchange.Redis;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>Tells a dependency that is away or ill from a call that was wrong: the one place that says what opens a circuit.</summary>
/// <remarks>
/// What counts is that nobody answered: no connection, one that broke, no answer in time, or somebody on the way who says so (502, 503,
/// 504, and what means the same elsewhere). A dependency that answers is there, whatever it says: the same call would be answered the
/// same way again, and calls of others may well succeed. A circuit is shared by all callers, so nothing that one of them can bring about
/// by what it sends may open it.
/// </remarks>
internal static class DependencyFailures
{
    // AMQP 0-9-1, 1.1: the broker closes connections (an operator's wish or its end), or something in it broke. The other codes say
    // that the call was wrong, or the client.
    private const ushort ConnectionForced = 320;
    private const ushort InternalError = 541;

    /// <summary>Whether the outcome says that the dependency is away or ill; such outcomes open its circuit.</summary>
    public static bool IsFailure<TResult>(Outcome<TResult> outcome) => outcome.Exception is { } exception
        ? IsFailure(exception)
        : outcome.Result is HttpResponseMessage response && IsFailure(response.StatusCode);

    /// <summary>Whether the same call may well succeed a moment later; an open circuit answers at once, so it is not asked again.</summary>
    public static bool IsWorthRetrying<TResult>(Outcome<TResult> outcome) => outcome.Exception switch
    {
        BrokenCircuitException => false,
        PostgresException postgres when WasInTheWay(postgres.SqlState) => true,
        _ => IsFailure(outcome),
    };

    private static bool IsFailure(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static bool IsFailure(Exception exception) => exception switch
    {
        // What the caller itself sent, or broke off.
        BadHttpRequestException or ConnectionResetException or CallerBodyException => false,

        // HttpClient's own timeout is a cancellation to look at, but nobody cancelled.
        OperationCanceledException => exception.InnerException is TimeoutException,
        TimeoutRejectedException => true,
        ExecutionRejectedException => false,
        PostgresException postgres => IsServerAway(postgres.SqlState),
        NpgsqlException { InnerException: { } cause } npgsql => !IsPoolUsedUp(npgsql) && IsFailure(cause),
        RedisConnectionException => true,
        OperationInterruptedException { ShutdownReason: { } reason } => reason.ReplyCode is ConnectionForced or InternalError,
        OperationInterruptedException or BrokerUnreachableException or ConnectFailureException => true,
        HttpRequestException http => IsFailure(http),
        FileNotFoundException or DirectoryNotFoundException or PathTooLongException => false,
        IOException { InnerException: { } cause } => IsFailure(cause),
        IOException or SocketException or TimeoutException => true,

        // What stands around another exception says nothing itself.
        { InnerException: { } cause } => IsFailure(cause),
        _ => false,
    };

    private static bool IsFailure(HttpRequestException exception) => exception switch
    {
        { StatusCode: { } status } => IsFailure(status),
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.UserAuthenticationError
            or HttpRequestError.VersionNegotiationError or HttpRequestError.ExtendedConnectNotSupported } => false,
        { HttpRequestError: HttpRequestError.Unknown, InnerException: { } cause } => IsFailure(cause),
        _ => true,
    };

    // PostgreSQL, appendix A: class 08 (connection), too many connections, and shut down, crashed or still starting. Not what may be
    // the doing of a single statement: out of memory or locks (53), a statement that took too long or was cancelled (57014), a
    // damaged page (XX, 58), and never what its data are like (22, 23) or how it is written (42).
    private static bool IsServerAway(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState is PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or "57P05";

    // All connections that this service allows itself are in use, perhaps by the statements of a single caller. Where the server hangs,
    // these do not come back in time, and count. Npgsql tells it by its words only.
    private static bool IsPoolUsedUp(NpgsqlException exception) =>
        exception.InnerException is TimeoutException && exception.Message.StartsWith("The connection pool has been exhausted", StringComparison.Ordinal);

    // Rolled back because of what another transaction did: says nothing about the server, and the other has what it wanted by then.
    private static bool WasInTheWay(string sqlState) => sqlState is PostgresErrorCodes.SerializationFailure
        or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;
}

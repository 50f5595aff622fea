using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Platform.ServiceDefaults.Machine;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using RabbitMQ.Client.Exceptions;
using StackExchange.Redis;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>
/// Decides which outcomes of a call mean that the dependency is unavailable and so open its circuit, and which are errors of the call itself.
/// </summary>
/// <remarks>
/// A failure is the lack of an answer: no connection, a broken one, a timeout, or an intermediary that reports one of these (502, 503, 504 and their
/// equivalents). A dependency that answers is available, even if the answer is an error: the same call would get the same answer, and calls of others
/// may succeed. Because all callers share a circuit, nothing that a single caller sends may open it.
/// </remarks>
internal static class DependencyFailures
{
    // AMQP 0-9-1, 1.1: the server closes connections on an operator's request or at its shutdown, or had an internal error. The other codes mean that
    // the call or the client was wrong.
    private const ushort ConnectionForced = 320;
    private const ushort InternalError = 541;

    // As long as the shortest timeouts within a call, such as that of a new connection.
    private static readonly TimeSpan s_lastSeconds = TimeSpan.FromSeconds(5);

    /// <summary>Checks whether the outcome means that the dependency is unavailable; such outcomes open its circuit.</summary>
    public static bool IsFailure<TResult>(Outcome<TResult> outcome) => outcome.Exception is { } exception
        ? IsFailure(exception)
        : outcome.Result is HttpResponseMessage response && (IsFailure(response.StatusCode) || IsFailedCall(response));

    /// <summary>Checks whether the same call may succeed a moment later. An open circuit fails at once and is not retried.</summary>
    public static bool IsWorthRetrying<TResult>(Outcome<TResult> outcome) => outcome.Exception switch
    {
        BrokenCircuitException => false,
        PostgresException postgres when WasTransactionConflict(postgres.SqlState) => true,
        _ => IsFailure(outcome),
    };

    /// <summary>
    /// Checks whether a failure opens the circuit. A timeout does not if this process had no processor for more than half of its last seconds: it then
    /// means that the process is busy, and an open circuit would turn away callers whom the dependency could serve.
    /// </summary>
    /// <param name="outcome">The outcome of a call that has just ended.</param>
    /// <param name="timeout">The timeout of the call.</param>
    /// <param name="lag">Knows how much of the time this process lost.</param>
    public static bool OpensCircuit<TResult>(Outcome<TResult> outcome, TimeSpan timeout, ProcessorLag lag)
    {
        var window = timeout < s_lastSeconds ? timeout : s_lastSeconds;
        return IsFailure(outcome) && !(outcome.Exception is { } exception && IsTimeout(exception) && lag.LostWithin(window) > window / 2);
    }

    private static bool IsTimeout(Exception exception) =>
        exception is TimeoutException or TimeoutRejectedException || (exception.InnerException is { } cause && IsTimeout(cause));

    private static bool IsFailure(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    // A gRPC call that fails has the status 200 and its own status in a header: 4 (DEADLINE_EXCEEDED) and 14 (UNAVAILABLE) correspond to 504 and 503.
    private static bool IsFailedCall(HttpResponseMessage response) =>
        response.Headers.TryGetValues("grpc-status", out var status) && status.FirstOrDefault() is "4" or "14";

    private static bool IsFailure(Exception exception) => exception switch
    {
        // Errors in what the caller sent or aborted.
        BadHttpRequestException or ConnectionResetException or CallerBodyException => false,

        // A timeout of HttpClient is an OperationCanceledException although nobody cancelled.
        OperationCanceledException => exception.InnerException is TimeoutException,
        TimeoutRejectedException => true,
        ExecutionRejectedException => false,
        PostgresException postgres => IsServerUnavailable(postgres.SqlState),
        NpgsqlException { InnerException: { } cause } npgsql => !IsPoolUsedUp(npgsql) && IsFailure(cause),
        RedisConnectionException => true,
        OperationInterruptedException { ShutdownReason: { } reason } => reason.ReplyCode is ConnectionForced or InternalError,
        OperationInterruptedException or BrokerUnreachableException or ConnectFailureException => true,
        HttpRequestException http => IsFailure(http),
        FileNotFoundException or DirectoryNotFoundException or PathTooLongException => false,
        IOException { InnerException: { } cause } => IsFailure(cause),
        IOException or SocketException or TimeoutException => true,

        // A wrapper exception is judged by its cause.
        { InnerException: { } cause } => IsFailure(cause),
        _ => false,
    };

    private static bool IsFailure(HttpRequestException exception) => exception switch
    {
        { StatusCode: { } status } => IsFailure(status),
        {
            HttpRequestError: HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.UserAuthenticationError
            or HttpRequestError.VersionNegotiationError or HttpRequestError.ExtendedConnectNotSupported
        } => false,
        { HttpRequestError: HttpRequestError.Unknown, InnerException: { } cause } => IsFailure(cause),
        _ => true,
    };

    // PostgreSQL, appendix A: class 08 (connection), too many connections, shutdown, crash and startup. Not the effects of a single statement: out of
    // memory or locks (53), a cancelled statement or a timeout (57014), a damaged page (XX, 58), nor errors in its data (22, 23) or its text (42).
    private static bool IsServerUnavailable(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState is PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or "57P05";

    // All connections of this service's pool are in use, perhaps by the statements of a single caller. If the server hangs, those statements time out
    // and count. Npgsql reports it by its message only.
    private static bool IsPoolUsedUp(NpgsqlException exception) =>
        exception.InnerException is TimeoutException && exception.Message.StartsWith("The connection pool has been exhausted", StringComparison.Ordinal);

    // Rolled back because of another transaction, which says nothing about the server; that transaction has its locks by now.
    private static bool WasTransactionConflict(string sqlState) => sqlState is PostgresErrorCodes.SerializationFailure
        or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;
}

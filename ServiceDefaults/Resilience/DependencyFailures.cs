using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using RabbitMQ.Client.Exceptions;
using StackExchange.Redis;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>Tells a dependency that is away or ill from a call that was wrong.</summary>
internal static class DependencyFailures
{
    /// <summary>Whether the outcome says that the dependency is away or ill; such outcomes open its circuit.</summary>
    public static bool IsFailure<TResult>(Outcome<TResult> outcome) => outcome.Exception is { } exception
        ? IsFailure(exception)
        : outcome.Result is HttpResponseMessage response && IsFailure(response.StatusCode);

    /// <summary>Whether the same call may well succeed a moment later; an open circuit answers at once, so it is not asked again.</summary>
    public static bool IsWorthRetrying<TResult>(Outcome<TResult> outcome) => outcome.Exception switch
    {
        BrokenCircuitException => false,
        PostgresException { IsTransient: true } => true,
        _ => IsFailure(outcome),
    };

    private static bool IsFailure(HttpStatusCode status) => (int)status >= 500 && status != HttpStatusCode.NotImplemented;

    private static bool IsFailure(Exception exception) => exception switch
    {
        // HttpClient's own timeout is a cancellation to look at, but nobody cancelled.
        OperationCanceledException { InnerException: TimeoutException } => true,
        OperationCanceledException => false,
        TimeoutRejectedException => true,
        ExecutionRejectedException => false,
        PostgresException postgres => IsServerAway(postgres.SqlState),
        RedisServerException or RedisCommandException => false,
        OperationInterruptedException { ShutdownReason.ReplyCode: 403 or 404 or 405 or 406 } => false,
        FileNotFoundException or DirectoryNotFoundException => false,
        IOException or SocketException or TimeoutException => true,
        ObjectDisposedException => false,
        RabbitMQClientException => true,
        ArgumentException or InvalidOperationException or NotSupportedException or NullReferenceException
            or FormatException or JsonException or KeyNotFoundException or InvalidCastException => false,
        _ => true,
    };

    // Classes 08 connection, 53 resources, 57P0x shutdown, 58 system error, XX internal error (PostgreSQL, appendix A).
    // Deadlocks and serialization failures are transient too, but say nothing about the server's health.
    private static bool IsServerAway(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState.StartsWith("53", StringComparison.Ordinal)
        || sqlState.StartsWith("57P0", StringComparison.Ordinal)
        || sqlState.StartsWith("58", StringComparison.Ordinal)
        || sqlState.StartsWith("XX", StringComparison.Ordinal);
}

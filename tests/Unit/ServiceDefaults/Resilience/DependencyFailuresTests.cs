using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Platform.ServiceDefaults.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Resilience;

/// <summary>The whole of what opens a circuit, and of what is tried again: as a table.</summary>
public sealed class DependencyFailuresTests
{
    private static readonly Dictionary<string, (Exception Exception, bool Counts, bool IsRetried)> s_exceptions = new(StringComparer.Ordinal)
    {
        ["no answer within the pipeline's time"] = (new TimeoutRejectedException(), true, true),
        ["a timeout"] = (new TimeoutException(), true, true),
        ["HttpClient's own timeout"] = (new TaskCanceledException("late", new TimeoutException()), true, true),
        ["the caller has gone"] = (new OperationCanceledException(), false, false),
        ["the caller has gone while bytes came"] = (new TaskCanceledException("gone", new IOException()), false, false),
        ["an open circuit"] = (new BrokenCircuitException(), false, false),
        ["a socket"] = (new SocketException((int)SocketError.ConnectionReset), true, true),
        ["a stream that broke off"] = (new IOException("reset"), true, true),
        ["a stream that broke off for a socket"] = (new IOException("reset", new SocketException()), true, true),
        ["a file that is not there"] = (new FileNotFoundException(), false, false),
        ["a folder that is not there"] = (new DirectoryNotFoundException(), false, false),
        ["no right to a file"] = (new UnauthorizedAccessException(), false, false),

        ["HTTP: no connection"] = (new HttpRequestException(HttpRequestError.ConnectionError), true, true),
        ["HTTP: no such host"] = (new HttpRequestException(HttpRequestError.NameResolutionError), true, true),
        ["HTTP: the connection ended"] = (new HttpRequestException(HttpRequestError.ResponseEnded), true, true),
        ["HTTP: the headers are too large"] = (new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded), false, false),
        ["HTTP: sending broke off"] = (new HttpRequestException("copying", new IOException("reset", new SocketException())), true, true),
        ["HTTP: the caller's body broke off"] = (new HttpRequestException("copying", new CallerBodyException(new IOException("reset"))), false, false),
        ["HTTP: 503 as an exception"] = (new HttpRequestException("busy", null, HttpStatusCode.ServiceUnavailable), true, true),
        ["HTTP: 500 as an exception"] = (new HttpRequestException("bug", null, HttpStatusCode.InternalServerError), false, false),
        ["HTTP: 403 as an exception"] = (new HttpRequestException("no", null, HttpStatusCode.Forbidden), false, false),

        ["a body with malformed chunks"] = (new BadHttpRequestException("Bad chunk size data."), false, false),
        ["a body that comes too slowly"] = (new BadHttpRequestException("Too slow.", 408), false, false),
        ["a client that reset its connection"] = (new ConnectionResetException("reset"), false, false),
        ["the caller's body"] = (new CallerBodyException(new BadHttpRequestException("Unexpected end of request content.")), false, false),

        ["storage: 503 behind the store's own exception"] = (new IOException("storage", new HttpRequestException("slow down", null, HttpStatusCode.ServiceUnavailable)), true, true),
        ["storage: 404 behind the store's own exception"] = (new IOException("storage", new HttpRequestException("none", null, HttpStatusCode.NotFound)), false, false),
        ["storage: 403 behind the store's own exception"] = (new IOException("storage", new HttpRequestException("no", null, HttpStatusCode.Forbidden)), false, false),
        ["storage: 400 behind the store's own exception"] = (new IOException("storage", new HttpRequestException("bad", null, HttpStatusCode.BadRequest)), false, false),

        ["PostgreSQL: no connection"] = (new NpgsqlException("connecting", new SocketException((int)SocketError.ConnectionRefused)), true, true),
        ["PostgreSQL: the connection broke"] = (new NpgsqlException("reading", new IOException("reset", new SocketException())), true, true),
        ["PostgreSQL: no answer"] = (new NpgsqlException("reading", new TimeoutException()), true, true),
        ["PostgreSQL: our own pool is used up"] = (new NpgsqlException("The connection pool has been exhausted, either raise …", new TimeoutException()), false, false),
        ["PostgreSQL: behind Entity Framework's exception"] = (new InvalidOperationException("transient", new NpgsqlException("reading", new IOException())), true, true),
        ["PostgreSQL: a refusal behind another exception"] = (new InvalidOperationException("saving", Postgres("23505")), false, false),

        ["RabbitMQ: unreachable"] = (new BrokerUnreachableException(new SocketException()), true, true),
        ["RabbitMQ: connection forced"] = (Interrupted(320), true, true),
        ["RabbitMQ: internal error"] = (Interrupted(541), true, true),
        ["RabbitMQ: access refused"] = (Interrupted(403), false, false),
        ["RabbitMQ: no such queue"] = (Interrupted(404), false, false),
        ["RabbitMQ: resource locked"] = (Interrupted(405), false, false),
        ["RabbitMQ: precondition failed"] = (Interrupted(406), false, false),
        ["RabbitMQ: unexpected frame"] = (Interrupted(505), false, false),

        ["Redis: no connection"] = (Made<RedisConnectionException>(), true, true),
        ["Redis: refused by the server"] = (Made<RedisServerException>(), false, false),
        ["Redis: a wrong command"] = (Made<RedisCommandException>(), false, false),

        ["JSON"] = (new JsonException(), false, false),
        ["a form"] = (new FormatException(), false, false),
        ["an argument"] = (Made<ArgumentOutOfRangeException>(), false, false),
        ["an overflow"] = (new OverflowException(), false, false),
        ["an encoding"] = (new System.Text.EncoderFallbackException(), false, false),
        ["a bug"] = (new NullReferenceException(), false, false),
        ["something that nobody foresaw"] = (new NotImplementedException(), false, false),
    };

    public static TheoryData<string> Exceptions => [.. s_exceptions.Keys];

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void An_exception_counts_as_failure_when_there_was_no_answer(string what)
    {
        var (exception, counts, isRetried) = s_exceptions[what];
        var outcome = Outcome.FromException<object>(exception);
        DependencyFailures.IsFailure(outcome).ShouldBe(counts);
        DependencyFailures.IsWorthRetrying(outcome).ShouldBe(isRetried);
    }

    [Fact]
    public void Only_the_statuses_502_503_and_504_count_as_failures_and_are_retried()
    {
        for (var status = 100; status < 600; status++)
        {
            using var response = new HttpResponseMessage((HttpStatusCode)status);
            var outcome = Outcome.FromResult(response);
            DependencyFailures.IsFailure(outcome).ShouldBe(status is 502 or 503 or 504, $"{status}");
            DependencyFailures.IsWorthRetrying(outcome).ShouldBe(status is 502 or 503 or 504, $"{status}");
        }
    }

    [Theory]
    [InlineData("08000", true, true)]
    [InlineData("08006", true, true)]
    [InlineData("53300", true, true)]
    [InlineData("57P01", true, true)]
    [InlineData("57P02", true, true)]
    [InlineData("57P03", true, true)]
    [InlineData("57P05", true, true)]
    [InlineData("40001", false, true)]
    [InlineData("40P01", false, true)]
    [InlineData("55P03", false, true)]
    [InlineData("57014", false, false)]
    [InlineData("53100", false, false)]
    [InlineData("53200", false, false)]
    [InlineData("53400", false, false)]
    [InlineData("54000", false, false)]
    [InlineData("54001", false, false)]
    [InlineData("58030", false, false)]
    [InlineData("XX000", false, false)]
    [InlineData("XX001", false, false)]
    [InlineData("28P01", false, false)]
    [InlineData("3D000", false, false)]
    [InlineData("25006", false, false)]
    public void A_PostgreSQL_error_counts_as_failure_when_the_server_is_unavailable(string sqlState, bool counts, bool isRetried)
    {
        var outcome = Outcome.FromException<object>(Postgres(sqlState));
        DependencyFailures.IsFailure(outcome).ShouldBe(counts);
        DependencyFailures.IsWorthRetrying(outcome).ShouldBe(isRetried);
    }

    [Theory]
    [InlineData("22")]
    [InlineData("23")]
    [InlineData("42")]
    public void Errors_of_data_and_statements_do_not_count_as_failures(string sqlStateClass)
    {
        for (var number = 0; number < 1000; number++)
        {
            var outcome = Outcome.FromException<object>(Postgres(sqlStateClass + number.ToString("D3", System.Globalization.CultureInfo.InvariantCulture)));
            DependencyFailures.IsFailure(outcome).ShouldBeFalse();
            DependencyFailures.IsWorthRetrying(outcome).ShouldBeFalse();
        }
    }

    private static PostgresException Postgres(string sqlState) => new("refused", "ERROR", "ERROR", sqlState);

    private static OperationInterruptedException Interrupted(ushort code) => new(new ShutdownEventArgs(RabbitMQ.Client.ShutdownInitiator.Peer, code, "reason"));

    /// <summary>Of a type that nobody but its library may make.</summary>
    private static T Made<T>()
        where T : Exception => (T)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(T));
}

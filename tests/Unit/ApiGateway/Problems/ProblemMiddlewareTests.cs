using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.ApiGateway.Problems;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Problems;

/// <summary>Checks that callers see the errors that they caused, and no internals of others.</summary>
public sealed class ProblemMiddlewareTests
{
    public static TheoryData<Exception, int> Exceptions => new()
    {
        { new BadHttpRequestException("Bad chunk size data.", 400), 400 },
        { new BadHttpRequestException("Too slow.", 408, new IOException()), 408 },
        { new BadHttpRequestException("Too large.", 413), 413 },
        { new ConnectionResetException("reset"), 400 },
        { Postgres("22021"), 400 },
        { Postgres("22P05"), 400 },
        { Postgres("23514"), 400 },
        { Postgres("23505"), 409 },
        { new DbUpdateException("", Postgres("22001")), 400 },
        { new DbUpdateException("", Postgres("23505")), 409 },
        { new DbUpdateException("", new FormatException()), 400 },
        { new EncoderFallbackException(), 400 },
        { new InvalidOperationException("", new EncoderFallbackException()), 400 },
        { Postgres("42P01"), 500 },
        { Postgres("57P01"), 503 },
        { new NpgsqlException("away"), 503 },
        { new TimeoutException("slow"), 503 },
        { new OperationCanceledException("our own deadline"), 503 },
        { new TaskCanceledException("our own deadline", new TimeoutException()), 503 },
        { new InsufficientMemoryException("the heap is full"), 503 },
        { new NotSupportedException("a bug"), 500 },
        { new InvalidOperationException("a bug"), 500 },
        { new IOException("a disk"), 500 },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Exceptions_become_problems(Exception exception, int status) => ProblemMiddleware.Translate(exception).Status.ShouldBe(status);

    private static PostgresException Postgres(string state) => new("message", "ERROR", "ERROR", state);
}

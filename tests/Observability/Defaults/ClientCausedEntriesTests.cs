using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Logs;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Defaults;

/// <summary>Checks that requests of callers cause no log line that somebody on call would have to read.</summary>
[Collection(ServicesInTurn.Name)]
public sealed class ClientCausedEntriesTests
{
    [Fact]
    public async Task Log_entries_about_malformed_trailers_of_a_caller_are_not_errors()
    {
        using var lines = new Lines();
        await using var service = await DefaultService.StartAsync(configure: builder => builder.Logging.AddProvider(lines));
        using var caller = new TcpClient();
        await caller.ConnectAsync(service.Address.Host, service.Address.Port);
        await caller.GetStream().WriteAsync("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Part: a\0b\r\n\r\n"u8.ToArray());

        var said = await Eventually.GetAsync(() => Task.FromResult(lines.Written.FirstOrDefault(line => line is { Level: LogLevel.Error, Category: "Microsoft.AspNetCore.Server.Kestrel" })));

        ClientCausedEntries.LevelOf(said.Category, said.Id, said.Level, null).ShouldBe(LogLevel.Warning);
        ClientCausedEntries.LevelOf(said.Category, new EventId(13, "ApplicationError"), LogLevel.Error, null).ShouldBe(LogLevel.Error);
        ClientCausedEntries.LevelOf("Another", said.Id, LogLevel.Error, null).ShouldBe(LogLevel.Error);
    }

    [Fact]
    public void A_client_that_leaves_before_its_call_was_read_is_no_error()
    {
        const string Grpc = "Grpc.AspNetCore.Server.ServerCallHandler";
        var failed = new EventId(6, "ErrorExecutingServiceMethod");
        ClientCausedEntries.LevelOf(Grpc, failed, LogLevel.Error, new IOException("The client reset the request stream.")).ShouldBe(LogLevel.Information);
        ClientCausedEntries.LevelOf(Grpc, failed, LogLevel.Error, new InvalidOperationException()).ShouldBe(LogLevel.Error);
        ClientCausedEntries.LevelOf("Another", failed, LogLevel.Error, new IOException()).ShouldBe(LogLevel.Error);
    }

    private sealed record Line(string Category, EventId Id, LogLevel Level);

    private sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<Line> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Writer(Lines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Written.Enqueue(new Line(category, eventId, logLevel));
        }
    }
}

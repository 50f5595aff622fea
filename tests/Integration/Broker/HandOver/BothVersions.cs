using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Platform.Broker.Database;
using Platform.ServiceDefaults.Database;
using Platform.Testkit.Waiting;
using Shouldly;

namespace Platform.Integration.Broker.HandOver;

/// <summary>Migrates a database that the previous version has made.</summary>
internal static class BothVersions
{
    /// <summary>Starts Broker first; it waits for the migrations of JobManager.</summary>
    public static async Task HandOverAsync(string connectionString)
    {
        var log = new Waits();
        var broker = Migrations.Of<BrokerDatabase>("broker", connectionString, log).RunAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(() => !log.Lines.IsEmpty || broker.IsCompleted);
        broker.IsCompleted.ShouldBeFalse("the tables are still JobManager's");
        await Migrations.JobsAsync(connectionString);
        await broker;
    }

    private sealed class Waits : ILogger<Migrator>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == "migration_waits")
            {
                Lines.Enqueue(formatter(state, exception));
            }
        }
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Broker.Database;
using Platform.JobManager.Database;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.Integration;

/// <summary>Brings schemas of a test's database up to date, as the services' own programs do.</summary>
internal static class Migrations
{
    public static Task JobsAsync(string database) => Of<JobDatabase>("jobs", database).RunAsync(CancellationToken.None);

    public static Task BrokerAsync(string database) => Of<BrokerDatabase>("broker", database).RunAsync(CancellationToken.None);

    public static Task OperationsAsync(string database) => Of<OperationsDatabase>("operations", database).RunAsync(CancellationToken.None);

    public static Migrator Of<TDatabase>(string schema, string database, ILogger<Migrator>? logger = null) => new(
        new ServiceSchema(schema, typeof(TDatabase).Assembly),
        new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:platform", database)]).Build(),
        TimeProvider.System,
        logger ?? NullLogger<Migrator>.Instance);
}

using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.Database;

/// <summary>Registers the services that a schema needs.</summary>
public static class SchemaExtensions
{
    /// <summary>
    /// Registers the database connections, the <see cref="Migrator"/>, the <see cref="SearchGate"/> and the <see cref="UnreadableRows"/> of a
    /// service.
    /// </summary>
    /// <typeparam name="TDatabase">The type of the connections. The migrations are embedded in its assembly.</typeparam>
    /// <param name="services">The service collection.</param>
    /// <param name="schema">The schema's name (<see cref="ServiceSchema"/>).</param>
    /// <param name="rowKinds">The kinds of rows that the service returns to callers.</param>
    public static IServiceCollection AddSchema<TDatabase>(this IServiceCollection services, string schema, params IReadOnlyList<string> rowKinds)
        where TDatabase : ServiceDatabase
    {
        services.AddSingleton(new ServiceSchema(schema, typeof(TDatabase).Assembly)).AddSingleton<Migrator>().AddSingleton<TDatabase>();
        services.AddSingleton(provider => new SearchGate(provider.GetRequiredService<TDatabase>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new UnreadableRows(
            rowKinds,
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<UnreadableRows>>()));
        return services.AddInstruments<UnreadableRows>();
    }
}

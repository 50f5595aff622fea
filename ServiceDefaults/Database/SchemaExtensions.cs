using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.Database;

/// <summary>Registers what a service needs for a schema of its own.</summary>
public static class SchemaExtensions
{
    /// <summary>Registers the service's connections, its <see cref="Migrator"/>, <see cref="SearchGate"/> and <see cref="UnreadableRows"/>.</summary>
    /// <typeparam name="TDatabase">The connections; the migrations are embedded in its assembly.</typeparam>
    /// <param name="services">The service's.</param>
    /// <param name="schema">The schema's name (<see cref="OwnSchema"/>).</param>
    /// <param name="rowKinds">What the rows are of that are given back.</param>
    public static IServiceCollection AddSchema<TDatabase>(this IServiceCollection services, string schema, params IReadOnlyList<string> rowKinds)
        where TDatabase : ServiceDatabase
    {
        services.AddSingleton(new OwnSchema(schema, typeof(TDatabase).Assembly)).AddSingleton<Migrator>().AddSingleton<TDatabase>();
        services.AddSingleton(provider => new SearchGate(provider.GetRequiredService<TDatabase>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new UnreadableRows(
            rowKinds,
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<UnreadableRows>>()));
        return services.AddInstruments<UnreadableRows>();
    }
}

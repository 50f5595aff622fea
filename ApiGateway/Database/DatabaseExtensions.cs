using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ApiGateway.Database;

internal static class DatabaseExtensions
{
    /// <summary>Adds the context on the shared data source, of a request or from its factory, and stores the data-protection keys in it.</summary>
    public static IHostApplicationBuilder AddIdentityDatabase(this IHostApplicationBuilder builder)
    {
        builder.AddPostgres("platform");
        builder.Services.AddPooledDbContextFactory<IdentityDb>((services, options) => options.UseNpgsql(
            services.GetRequiredService<NpgsqlDataSource>(),
            npgsql =>
            {
                npgsql.MigrationsHistoryTable("migrations", IdentityDb.Schema);
                npgsql.CommandTimeout(15);
                var pipelines = services.GetRequiredService<DependencyPipelines>();
                npgsql.ExecutionStrategy(dependencies => new PipelineExecutionStrategy(dependencies, pipelines.Get("postgres"), pipelines.GetIdempotent("postgres")));
            }).AddInterceptors(
                new MeasuredCommands(services.GetRequiredService<DatabaseMetrics>()),
                new MeasuredConnections(services.GetRequiredService<DatabaseMetrics>())));
        builder.Services.AddScoped(static services => services.GetRequiredService<IDbContextFactory<IdentityDb>>().CreateDbContext());

        builder.Services.AddScoped<IdentityMigrator>();
        builder.Services.AddDataProtection().SetApplicationName("Platform.ApiGateway");
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new ProtectionKeyRepository(services.GetRequiredService<IDbContextFactory<IdentityDb>>())));
        return builder;
    }
}

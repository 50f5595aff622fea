using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Platform.ApiGateway.Database;

/// <summary>
/// Creates the context for <c>dotnet ef</c>, which cannot start the service without its servers. Commands that need a database use the connection
/// string <c>ConnectionStrings__platform</c>.
/// </summary>
internal sealed class DesignTimeIdentityDb : IDesignTimeDbContextFactory<IdentityDb>
{
    public IdentityDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<IdentityDb>()
        .UseNpgsql(
            Environment.GetEnvironmentVariable("ConnectionStrings__platform") ?? "Host=localhost;Database=platform",
            npgsql => npgsql.MigrationsHistoryTable("migrations", IdentityDb.Schema))
        .Options);
}

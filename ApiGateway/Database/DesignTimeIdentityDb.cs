using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Platform.ApiGateway.Database;

/// <summary>
/// Makes the context for <c>dotnet ef</c>, which cannot start the service without its servers. Commands that reach a database take its
/// address from <c>ConnectionStrings__platform</c>.
/// </summary>
internal sealed class DesignTimeIdentityDb : IDesignTimeDbContextFactory<IdentityDb>
{
    public IdentityDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<IdentityDb>()
        .UseNpgsql(
            Environment.GetEnvironmentVariable("ConnectionStrings__platform") ?? "Host=localhost;Database=platform",
            npgsql => npgsql.MigrationsHistoryTable("migrations", IdentityDb.Schema))
        .Options);
}

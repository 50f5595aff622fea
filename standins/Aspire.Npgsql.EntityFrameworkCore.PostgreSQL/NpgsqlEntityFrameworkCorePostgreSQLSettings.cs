namespace Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;

/// <summary>Settings of the EF Core integration, section <c>Aspire:Npgsql:EntityFrameworkCore:PostgreSQL</c>.</summary>
public sealed class NpgsqlEntityFrameworkCorePostgreSQLSettings
{
    /// <summary>The connection string; <c>ConnectionStrings:{name}</c> wins over it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether failed commands are not tried again.</summary>
    public bool DisableRetry { get; set; }

    /// <summary>Whether no health check is registered.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether no traces are recorded.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Whether no metrics are recorded.</summary>
    public bool DisableMetrics { get; set; }

    /// <summary>How long a command may take, in seconds; null keeps the provider's 30.</summary>
    public int? CommandTimeout { get; set; }
}

namespace Aspire.Npgsql;

/// <summary>Settings of the Npgsql client integration, section <c>Aspire:Npgsql</c>.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>The connection string; <c>ConnectionStrings:{name}</c> wins over it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether no health check is registered.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether no traces are recorded.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Whether no metrics are recorded.</summary>
    public bool DisableMetrics { get; set; }
}

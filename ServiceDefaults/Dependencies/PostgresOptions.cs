using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Configures PostgreSQL for settings that the connection string does not contain; section <c>Postgres</c>.</summary>
public sealed class PostgresOptions
{
    /// <summary>Gets or sets the maximum number of connections in the service's pool; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int MaxPoolSize { get; set; } = 30;

    /// <summary>Gets or sets the timeout for opening, or waiting for, a connection, in seconds; 1 to 300.</summary>
    [Range(1, 300)]
    public int ConnectTimeoutSeconds { get; set; } = 5;

    /// <summary>Gets or sets the timeout of a command, in seconds; 1 to 3,600.</summary>
    [Range(1, 3600)]
    public int CommandTimeoutSeconds { get; set; } = 30;

    /// <summary>Gets or sets the idle time in seconds after which a connection is pinged to detect a lost one; 0 for never.</summary>
    [Range(0, 3600)]
    public int KeepAliveSeconds { get; set; } = 30;
}

using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>PostgreSQL settings of a service where its connection string does not say; section <c>Postgres</c>.</summary>
public sealed class PostgresOptions
{
    /// <summary>The most connections that the service's pool opens; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int MaxPoolSize { get; set; } = 30;

    /// <summary>How long opening a connection, or waiting for one, may take, in seconds; 1 to 300.</summary>
    [Range(1, 300)]
    public int ConnectTimeoutSeconds { get; set; } = 5;

    /// <summary>How long a command may take, in seconds; 1 to 3,600.</summary>
    [Range(1, 3600)]
    public int CommandTimeoutSeconds { get; set; } = 30;

    /// <summary>After how many idle seconds the server is pinged, so that a connection that died is noticed; 0 for never.</summary>
    [Range(0, 3600)]
    public int KeepAliveSeconds { get; set; } = 30;
}

namespace Aspire.StackExchange.Redis;

/// <summary>Settings of the Redis client integration, section <c>Aspire:StackExchange:Redis</c>.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The connection string; <c>ConnectionStrings:{name}</c> wins over it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether no health check is registered.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether no traces are recorded.</summary>
    public bool DisableTracing { get; set; }
}

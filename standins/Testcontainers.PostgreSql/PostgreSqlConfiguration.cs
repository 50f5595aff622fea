using DotNet.Testcontainers.Configurations;

namespace Testcontainers.PostgreSql;

/// <summary>What a <see cref="PostgreSqlBuilder"/> has collected.</summary>
public sealed record PostgreSqlConfiguration : ContainerConfiguration
{
    /// <summary>The database.</summary>
    public string Database { get; init; } = PostgreSqlBuilder.DefaultDatabase;

    /// <summary>The user.</summary>
    public string Username { get; init; } = PostgreSqlBuilder.DefaultUsername;

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = PostgreSqlBuilder.DefaultPassword;
}

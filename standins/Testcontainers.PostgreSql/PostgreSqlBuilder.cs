using DotNet.Testcontainers.Builders;

namespace Testcontainers.PostgreSql;

/// <summary>Builds a PostgreSQL server for tests.</summary>
public sealed class PostgreSqlBuilder : ContainerBuilder<PostgreSqlBuilder, PostgreSqlContainer, PostgreSqlConfiguration>
{
    /// <summary>The server's port.</summary>
    public const ushort PostgreSqlPort = 5432;

    /// <summary>The database if none is set.</summary>
    public const string DefaultDatabase = "postgres";

    /// <summary>The user if none is set.</summary>
    public const string DefaultUsername = "postgres";

    /// <summary>The password if none is set.</summary>
    public const string DefaultPassword = "postgres";

    /// <summary>A builder with the defaults, which do without durability.</summary>
    public PostgreSqlBuilder()
        : base(new PostgreSqlConfiguration
        {
            Command = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"],
            PortBindings = new Dictionary<int, int?> { [PostgreSqlPort] = null },
        })
    {
    }

    private PostgreSqlBuilder(PostgreSqlConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>Sets the database.</summary>
    public PostgreSqlBuilder WithDatabase(string database) => Clone(DockerResourceConfiguration with { Database = database });

    /// <summary>Sets the user.</summary>
    public PostgreSqlBuilder WithUsername(string username) => Clone(DockerResourceConfiguration with { Username = username });

    /// <summary>Sets the user's password.</summary>
    public PostgreSqlBuilder WithPassword(string password) => Clone(DockerResourceConfiguration with { Password = password });

    /// <inheritdoc />
    public override PostgreSqlContainer Build()
    {
        ThrowIfEmpty(DockerResourceConfiguration.Password);
        return new PostgreSqlContainer(DockerResourceConfiguration);
    }

    /// <inheritdoc />
    protected override PostgreSqlBuilder Clone(PostgreSqlConfiguration resourceConfiguration) => new(resourceConfiguration);

    private static void ThrowIfEmpty(string password) => ArgumentException.ThrowIfNullOrEmpty(password);
}

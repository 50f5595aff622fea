using Npgsql;
using Platform.ApiGateway.Access;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.ApiGateway.WarmUp;

/// <summary>Opens connections, and looks a token and an API key up that do not exist, for which Entity Framework has to translate its queries.</summary>
internal sealed class CredentialWarmUp(NpgsqlDataSource connections, CredentialValidator validator, AccessTokens tokens, TimeProvider time) : IWarmUpStep
{
    private const int Connections = 8;

    /// <inheritdoc />
    public string Name => "credentials";

    /// <inheritdoc />
    public string Dependency => "postgres";

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await PooledConnections.OpenAsync(connections, Connections, cancellationToken);
        var nobodys = Guid.CreateVersion7(time.GetUtcNow());
        await validator.ValidateAsync(tokens.Create(nobodys), CredentialKind.Bearer, cancellationToken);
        await validator.ValidateAsync("pk_" + nobodys, CredentialKind.ApiKey, cancellationToken);
    }
}

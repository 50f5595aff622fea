namespace Platform.Frontend.Gateway;

/// <summary>On whose behalf ApiGateway is called.</summary>
internal interface ICaller
{
    /// <summary>An access token that holds.</summary>
    /// <param name="rejected">A token that ApiGateway just refused; null to take the one at hand.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SessionEndedException">There is no session, or it cannot be renewed.</exception>
    ValueTask<string> GetTokenAsync(string? rejected, CancellationToken cancellationToken);
}

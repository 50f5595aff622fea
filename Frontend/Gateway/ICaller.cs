namespace Platform.Frontend.Gateway;

/// <summary>Provides the access token of the user on whose behalf ApiGateway is called.</summary>
internal interface ICaller
{
    /// <summary>Gets a valid access token.</summary>
    /// <param name="rejected">A token that ApiGateway has just refused; null for the current one.</param>
    /// <param name="cancellationToken">Cancels the renewal.</param>
    /// <exception cref="SessionEndedException">There is no session, or it cannot be renewed.</exception>
    ValueTask<string> GetTokenAsync(string? rejected, CancellationToken cancellationToken);

    /// <summary>Reports that the session has ended, before the request that discovered this fails with <see cref="SessionEndedException"/>.</summary>
    void SessionEnded();
}

using Microsoft.AspNetCore.Identity;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.SecondFactor;

namespace Platform.ApiGateway.Accounts;

/// <summary>Turns off the second factor of somebody who has lost app and recovery codes. By hand, as whoever asks has to be known.</summary>
internal sealed class SecondFactorReset(UserManager<User> users, FactorStore factors)
{
    /// <summary>Turns it off.</summary>
    /// <returns>Whether it was on; null when there is no such account.</returns>
    public async Task<bool?> RunAsync(string email, CancellationToken cancellationToken) =>
        await users.FindByEmailAsync(email) is { } user ? await factors.RemoveAsync(user.Id, "second_factor.reset", null, cancellationToken) : null;
}

using Microsoft.AspNetCore.Identity;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.SecondFactor;

namespace Platform.ApiGateway.Accounts;

/// <summary>
/// Turns off the second factor of a user who has lost the app and the recovery codes. Run by an operator, who has to verify the user's identity.
/// </summary>
internal sealed class SecondFactorReset(UserManager<User> users, FactorStore factors)
{
    /// <summary>Turns the second factor off.</summary>
    /// <returns>Whether it was on; null if there is no such account.</returns>
    public async Task<bool?> RunAsync(string email, CancellationToken cancellationToken) =>
        await users.FindByEmailAsync(email) is { } user ? await factors.RemoveAsync(user.Id, "second_factor.reset", null, cancellationToken) : null;
}

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Accounts;

/// <summary>
/// Manages the role <c>operator</c>, which is granted by a command only, because registering an address does not prove that it is one's own.
/// </summary>
internal sealed class OperatorRole(UserManager<User> users, RoleManager<Role> roles, TimeProvider time, IdentityDb db)
{
    /// <summary>Creates the role if it does not exist.</summary>
    public async Task EnsureExistsAsync()
    {
        if (!await roles.RoleExistsAsync(Role.Operator))
        {
            (await roles.CreateAsync(new Role { Id = Guid.CreateVersion7(time.GetUtcNow()), Name = Role.Operator })).ThrowIfFailed();
        }
    }

    /// <summary>Grants the role; false if there is no such account.</summary>
    public async Task<bool> GrantAsync(string email, CancellationToken cancellationToken)
    {
        await EnsureExistsAsync();
        if (await users.FindByEmailAsync(email) is not { } user)
        {
            return false;
        }

        if (!await users.IsInRoleAsync(user, Role.Operator))
        {
            (await users.AddToRoleAsync(user, Role.Operator)).ThrowIfFailed();
            db.SecurityEvents.Add(SecurityLog.Create(time, "operator.granted", user.Id, null, null));
            await db.SaveChangesAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Gets the roles of a user.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.UserRoles.Where(r => r.UserId == userId).Join(db.Roles, r => r.RoleId, r => r.Id, (_, r) => r.Name!).ToListAsync(cancellationToken);
}

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Accounts;

/// <summary>
/// Manages the roles <c>viewer</c>, <c>responder</c> and <c>operator</c>, which are granted by a command only, because registering an address does
/// not prove that it is one's own.
/// </summary>
internal sealed class OperatorRole(UserManager<User> users, RoleManager<Role> roles, TimeProvider time, IdentityDb db)
{
    /// <summary>Creates the roles that do not exist.</summary>
    public async Task EnsureExistsAsync()
    {
        foreach (var role in Role.All)
        {
            if (!await roles.RoleExistsAsync(role))
            {
                (await roles.CreateAsync(new Role { Id = Guid.CreateVersion7(time.GetUtcNow()), Name = role })).ThrowIfFailed();
            }
        }
    }

    /// <summary>Grants one of <see cref="Role.All"/>; false if there is no such account.</summary>
    public async Task<bool> GrantAsync(string email, string role, CancellationToken cancellationToken)
    {
        await EnsureExistsAsync();
        if (await users.FindByEmailAsync(email) is not { } user)
        {
            return false;
        }

        if (!await users.IsInRoleAsync(user, role))
        {
            (await users.AddToRoleAsync(user, role)).ThrowIfFailed();
            db.SecurityEvents.Add(SecurityLog.Create(time, role + ".granted", user.Id, null, null));
            await db.SaveChangesAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Gets the roles of a user.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.UserRoles.Where(r => r.UserId == userId).Join(db.Roles, r => r.RoleId, r => r.Id, (_, r) => r.Name!).ToListAsync(cancellationToken);
}

using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway;

/// <summary>What the program does instead of serving when it is given an argument.</summary>
internal static class Commands
{
    /// <summary>Runs <c>migrate</c> or <c>grant-operator &lt;email&gt;</c>; null when the arguments ask for neither.</summary>
    public static async Task<int?> TryRunAsync(WebApplication app, string[] args)
    {
        if (args is not ["migrate", ..] and not ["grant-operator", ..])
        {
            return null;
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await using var scope = app.Services.CreateAsyncScope();
        var roles = scope.ServiceProvider.GetRequiredService<OperatorRole>();
        if (args is ["grant-operator", var email])
        {
            var granted = await roles.GrantAsync(email, timeout.Token);
            await Console.Out.WriteLineAsync(granted ? $"{email} is an operator now." : $"There is no account {email}.");
            return granted ? 0 : 1;
        }

        if (args is not ["migrate"])
        {
            await Console.Error.WriteLineAsync("Usage: migrate | grant-operator <email>");
            return 2;
        }

        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await db.Database.MigrateAsync(timeout.Token);
        await roles.EnsureExistsAsync();
        return 0;
    }
}

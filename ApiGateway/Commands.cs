using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway;

/// <summary>Runs the commands of the program, which end it instead of serving requests.</summary>
internal static class Commands
{
    /// <summary>
    /// Runs <c>migrate</c>, <c>grant-operator &lt;email&gt; [role]</c> or <c>reset-second-factor &lt;email&gt;</c>; null if the arguments are none of
    /// these. Without a role, <c>grant-operator</c> grants that of an operator.
    /// </summary>
    public static async Task<int?> TryRunAsync(WebApplication app, string[] args)
    {
        if (args is not ["migrate" or "grant-operator" or "reset-second-factor", ..])
        {
            return null;
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5), app.Services.GetRequiredService<TimeProvider>());
        await using var scope = app.Services.CreateAsyncScope();
        var roles = scope.ServiceProvider.GetRequiredService<OperatorRole>();
        if (args is ["grant-operator", var email, .. { Length: <= 1 } rest] && RoleOf(rest) is { } role)
        {
            var granted = await roles.GrantAsync(email, role, timeout.Token);
            await Console.Out.WriteLineAsync(granted ? $"{email} has the role {role} now." : $"There is no account {email}.");
            return granted ? 0 : 1;
        }

        if (args is ["reset-second-factor", var account])
        {
            var wasOn = await scope.ServiceProvider.GetRequiredService<SecondFactorReset>().RunAsync(account, timeout.Token);
            await Console.Out.WriteLineAsync(wasOn switch
            {
                null => $"There is no account {account}.",
                true => $"{account} signs in by password alone now.",
                _ => $"{account} has no second factor.",
            });
            return wasOn is null ? 1 : 0;
        }

        if (args is not ["migrate"])
        {
            await Console.Error.WriteLineAsync("Usage: migrate | grant-operator <email> [viewer|responder|operator] | reset-second-factor <email>");
            return 2;
        }

        await scope.ServiceProvider.GetRequiredService<IdentityMigrator>().RunAsync(timeout.Token);
        await roles.EnsureExistsAsync();
        return 0;
    }

    private static string? RoleOf(string[] rest) => rest is [var named] ? Role.All.FirstOrDefault(role => role == named) : Role.Operator;
}

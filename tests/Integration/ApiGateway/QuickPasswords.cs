using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Integration.ApiGateway;

/// <summary>
/// Passwords of accounts that are hashed a hundred times less than those of people, for gateways that tests make very many accounts of. Who
/// signs in to an account that there is not still waits as long as people do.
/// </summary>
internal static class QuickPasswords
{
    public static void In(IServiceCollection services) => services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1_000);
}

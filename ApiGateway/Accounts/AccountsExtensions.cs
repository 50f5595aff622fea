using Platform.ApiGateway.Database;
using Platform.ApiGateway.SecondFactor;

namespace Platform.ApiGateway.Accounts;

internal static class AccountsExtensions
{
    /// <summary>Adds ASP.NET Core Identity in the schema <c>identity</c>, and sessions on top of it.</summary>
    public static IHostApplicationBuilder AddAccounts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddIdentityCore<User>(options =>
            {
                options.User.RequireUniqueEmail = true;
                // The e-mail address is the user name, and it is validated as an address.
                options.User.AllowedUserNameCharacters = "";
                options.Password.RequiredLength = 12;
                // Length makes a password strong; rules about characters make it hard to remember (NIST SP 800-63B).
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Password.RequiredUniqueChars = 4;
            })
            .AddRoles<Role>()
            .AddEntityFrameworkStores<IdentityDb>();
        builder.Services.AddScoped<OperatorRole>();
        builder.Services.AddScoped<Sessions>();
        builder.Services.AddScoped<MailedCodes>().AddScoped<CodeAttempts>().AddScoped<SignInAttempts>().AddScoped<AccountMails>();
        builder.Services.AddScoped<FactorStore>().AddScoped<Reauthentication>().AddScoped<SecondFactorReset>();
        builder.Services.AddSingleton<SignInLimits>().AddSingleton<FailedSignIns>();
        builder.Services.AddOptions<SecurityEventOptions>().BindConfiguration("SecurityEvents").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<SecurityEventCleanUp>().AddHostedService(provider => provider.GetRequiredService<SecurityEventCleanUp>());
        return builder;
    }
}

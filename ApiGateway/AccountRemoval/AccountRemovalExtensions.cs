using Platform.ApiGateway.Access;
using Platform.ServiceDefaults.Measures;

namespace Platform.ApiGateway.AccountRemoval;

internal static class AccountRemovalExtensions
{
    public static IHostApplicationBuilder AddAccountRemoval(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<AccountDeletionOptions>().BindConfiguration("Leaving").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<AccountDeletions>().AddSingleton<AccountData>().AddScoped<AccountExport>();
        builder.Services.AddKeyedSingleton(AccountDataEndpoints.LimitKey, (_, _) => new OpenRequestLimit("exports"));
        builder.Services.AddInstruments<AccountDeletionMetrics>();
        builder.Services.AddSingleton<AccountDeletionCleanUp>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AccountDeletionCleanUp>());
        return builder;
    }
}

using Platform.ServiceDefaults.Measures;

namespace Platform.Frontend.Visits;

internal static class VisitsExtensions
{
    public static void AddVisits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<VisitOptions>().BindConfiguration("Visits").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddInstruments<VisitMetrics>();
        builder.Services.AddSingleton<VisitLimiter>();
    }
}

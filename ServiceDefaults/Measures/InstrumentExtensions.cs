using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Platform.ServiceDefaults.Measures;

/// <summary>Registers classes that create metric instruments.</summary>
public static class InstrumentExtensions
{
    /// <summary>
    /// Registers a class that creates instruments, and creates it when the service starts, so that its series exist before the first measurement.
    /// </summary>
    public static IServiceCollection AddInstruments<T>(this IServiceCollection services)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<T>();
        if (!services.Any(service => service.ImplementationInstance is InstrumentSet known && known.Type == typeof(T)))
        {
            services.AddSingleton(new InstrumentSet(typeof(T)));
        }

        return services;
    }
}

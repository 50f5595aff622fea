using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Platform.ServiceDefaults.Measures;

/// <summary>Registers instruments.</summary>
public static class InstrumentExtensions
{
    /// <summary>Registers a class that creates instruments, and has it made when the service starts: their series are there before anything happens.</summary>
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

using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Faults;

/// <summary>Hands the switches of faults to the services: <c>--faults all</c> for the usual ones, or settings of section <c>Faults</c>.</summary>
internal static class FaultSwitches
{
    // Enough to be seen within a minute of load, and little enough that most of it goes well.
    private static readonly Dictionary<string, double> _usual = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SlowDependency"] = 0.05,
        ["FailingDownloads"] = 0.5,
        ["StuckWorker"] = 0.1,
    };

    /// <exception cref="DistributedApplicationException"><c>--faults</c> says something else than <c>all</c>.</exception>
    public static void WithFaults(this IResourceBuilder<ProjectResource> service, IConfiguration configuration)
    {
        var section = configuration.GetSection("Faults");
        if (section.Value is { Length: > 0 } value && value != "all")
        {
            throw new DistributedApplicationException($"--faults is all; single ones are switched on by settings such as --Faults:StuckWorker=0.1 (not '{value}').");
        }

        var settings = section.Value is "all"
            ? _usual.ToDictionary(usual => usual.Key, usual => usual.Value.ToString(CultureInfo.InvariantCulture), StringComparer.OrdinalIgnoreCase)
            : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            settings[child.Key] = child.Value ?? "";
        }

        foreach (var (key, setting) in settings)
        {
            service.WithEnvironment("Faults__" + key, setting);
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Faults;

/// <summary>
/// The switches of faults, handed to the services when they start: <c>--faults all</c> for the usual ones, or settings of section
/// <c>Faults</c>; later by a command of the dashboard.
/// </summary>
internal sealed class FaultSwitches
{
    /// <summary>The faults, with the usual share of calls: enough to be seen within a minute of load, and little enough that most of it goes well.</summary>
    public static IReadOnlyDictionary<string, double> Usual { get; } = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["SlowDependency"] = 0.05,
        ["FailingDownloads"] = 0.5,
        ["StuckWorker"] = 0.1,
    };

    private readonly ConcurrentDictionary<string, string> _settings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The switches as configuration has them.</summary>
    /// <exception cref="StartException"><c>--faults</c> says something else than <c>all</c>.</exception>
    public FaultSwitches(IConfiguration configuration)
    {
        var section = configuration.GetSection("Faults");
        if (section.Value is { Length: > 0 } value && value != "all")
        {
            throw new StartException($"--faults is all; single ones are switched on by settings such as --Faults:StuckWorker=0.1 (not '{value}')");
        }

        foreach (var (fault, share) in section.Value is "all" ? Usual : new Dictionary<string, double>(StringComparer.Ordinal))
        {
            Set(fault, share);
        }

        foreach (var child in section.GetChildren())
        {
            _settings[child.Key] = child.Value ?? "";
        }
    }

    /// <summary>Sets the share of calls that meet a fault, 0 (none) to 1; services hear of it when they start the next time.</summary>
    public void Set(string fault, double share) => _settings[fault] = share.ToString(CultureInfo.InvariantCulture);

    /// <summary>Has a service told of the switches.</summary>
    public void Tell(IResourceBuilder<ProjectResource> service) => service.WithEnvironment(context =>
    {
        foreach (var (key, setting) in _settings)
        {
            context.EnvironmentVariables["Faults__" + key] = setting;
        }
    });
}

using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Faults;

/// <summary>
/// Passes the fault switches to the services when they start: <c>--faults all</c> for the usual ones, or settings of section <c>Faults</c>; later set
/// by a command of the dashboard.
/// </summary>
internal sealed class FaultSwitches
{
    /// <summary>
    /// The faults with their usual shares of calls: large enough to appear within a minute of load, and small enough that most calls succeed.
    /// </summary>
    public static IReadOnlyDictionary<string, double> Usual { get; } = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["SlowDependency"] = 0.05,
        ["FailingDownloads"] = 0.5,
        ["StuckWorker"] = 0.1,
    };

    private readonly ConcurrentDictionary<string, string> _settings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the switches from configuration.</summary>
    /// <exception cref="StartException"><c>--faults</c> has another value than <c>all</c>.</exception>
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

    /// <summary>Sets the share of calls that a fault affects, from 0 (none) to 1. Services read it at their next start.</summary>
    public void Set(string fault, double share) => _settings[fault] = share.ToString(CultureInfo.InvariantCulture);

    /// <summary>Passes the switches to a service as environment variables.</summary>
    public void PassTo(IResourceBuilder<ProjectResource> service) => service.WithEnvironment(context =>
    {
        foreach (var (key, setting) in _settings)
        {
            context.EnvironmentVariables["Faults__" + key] = setting;
        }
    });
}

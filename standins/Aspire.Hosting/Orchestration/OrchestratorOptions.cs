using System.Globalization;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>How this host behaves, from configuration.</summary>
internal sealed record OrchestratorOptions
{
    /// <summary>Configuration <c>WaitTimeoutSeconds</c>, 120 by default, and what waits do when the awaited resource ended.</summary>
    public required WaitPolicy Waits { get; init; }

    /// <summary>Configuration <c>StopTimeoutSeconds</c>, 20 by default: how long a process may take to end in order before it is killed.</summary>
    public required TimeSpan StopTimeout { get; init; }

    /// <summary>Configuration <c>DcpPublisher:RandomizePorts</c>: fixed ports are not kept to, so that several applications run side by side.</summary>
    public required bool RandomizePorts { get; init; }

    /// <summary>Whether the resource dashboard is served.</summary>
    public required bool Dashboard { get; init; }

    /// <summary>The dashboard's port: that of <c>ASPNETCORE_URLS</c>, 18888 by default.</summary>
    public required int DashboardPort { get; init; }

    /// <summary>Configuration <c>AppHost:BrowserToken</c>: the dashboard's token; null for one made at each start.</summary>
    public required string? BrowserToken { get; init; }

    /// <summary>The application's name, for people.</summary>
    public required string ApplicationName { get; init; }

    public static OrchestratorOptions From(IConfiguration configuration, DistributedApplicationOptions options, Assembly? appHost) => new()
    {
        Waits = new WaitPolicy(
            Seconds(configuration, "WaitTimeoutSeconds", 120),
            options.DisableDashboard ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable),
        StopTimeout = Seconds(configuration, "StopTimeoutSeconds", 20),
        RandomizePorts = configuration.GetValue("DcpPublisher:RandomizePorts", false),
        Dashboard = !options.DisableDashboard,
        DashboardPort = Uri.TryCreate(configuration["ASPNETCORE_URLS"]?.Split(';').FirstOrDefault(u => u.StartsWith("http:", StringComparison.Ordinal)), UriKind.Absolute, out var url) ? url.Port : 18888,
        BrowserToken = configuration["AppHost:BrowserToken"],
        ApplicationName = options.DashboardApplicationName ?? appHost?.GetName().Name ?? "AppHost",
    };

    private static TimeSpan Seconds(IConfiguration configuration, string key, double otherwise)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return TimeSpan.FromSeconds(otherwise);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 86400
            ? TimeSpan.FromSeconds(seconds)
            : throw new DistributedApplicationException($"'{text}' is not a number of seconds; correct the setting {key}.");
    }
}

/// <param name="Value">The assembly whose entry point describes the application.</param>
internal sealed record AppHostAssembly(Assembly Value);

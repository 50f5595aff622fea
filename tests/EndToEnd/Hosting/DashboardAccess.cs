namespace Platform.EndToEnd.Hosting;

/// <summary>What opens the resource dashboard of one platform.</summary>
internal sealed class DashboardAccess
{
    static DashboardAccess() =>
        // The dashboard's interface copies all that it has for each question: a minute and more for the ten thousand traces that it keeps
        // by itself. It is given this process' environment.
        Environment.SetEnvironmentVariable("Dashboard__TelemetryLimits__MaxTraceCount", "1000");

    /// <summary>What signs a browser in, as <c>/login?t=…</c>.</summary>
    public string Token { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>What lets a program ask, as header <c>X-API-Key</c>.</summary>
    public string Key { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>What the AppHost is told of both, as on its command line.</summary>
    public IReadOnlyList<string> Arguments => [$"--ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN={Token}", $"--AppHost:DashboardApiKey={Key}"];
}

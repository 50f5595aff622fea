namespace Platform.EndToEnd.Hosting;

/// <summary>The credentials for the resource dashboard of one platform.</summary>
internal sealed class DashboardAccess
{
    static DashboardAccess() =>
        // The dashboard's interface copies all that it has for each question: a minute and more for the ten thousand traces that it keeps
        // by itself. It is given this process' environment.
        Environment.SetEnvironmentVariable("Dashboard__TelemetryLimits__MaxTraceCount", "1000");

    /// <summary>The token that signs a browser in, in <c>/login?t=…</c>.</summary>
    public string Token { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The key for programs, in the header <c>X-API-Key</c>.</summary>
    public string Key { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The arguments of the AppHost with both, as on its command line.</summary>
    public IReadOnlyList<string> Arguments => [$"--ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN={Token}", $"--AppHost:DashboardApiKey={Key}"];
}

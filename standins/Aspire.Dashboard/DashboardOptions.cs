using Aspire.Dashboard.Telemetry;

namespace Aspire.Dashboard;

/// <summary>How the dashboard is served.</summary>
public sealed record DashboardOptions
{
    /// <summary>The loopback port of the pages; 0 takes a free one.</summary>
    public int Port { get; init; } = 18888;

    /// <summary>The loopback port that receives telemetry (OTLP over HTTP, protobuf); 0 takes a free one.</summary>
    public int OtlpPort { get; init; }

    /// <summary>What a browser has to show once, at <c>/login?t=…</c>; null makes one. At least 16 characters.</summary>
    public string? BrowserToken { get; init; }

    /// <summary>What senders of telemetry have to give in the header <c>x-otlp-api-key</c>; null makes one. At least 16 characters.</summary>
    public string? OtlpApiKey { get; init; }

    /// <summary>The application's name, shown in the title.</summary>
    public string ApplicationName { get; init; } = "Aspire";

    /// <summary>How much telemetry is kept.</summary>
    public TelemetryLimits Limits { get; init; } = new();

    /// <summary>The longest that a start, stop or restart asked for on a page may take.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(1);
}

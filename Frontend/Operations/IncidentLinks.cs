using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Operations;

/// <summary>Finds the pages that belong to an alert: its runbook, and its dashboard at the time when it fired.</summary>
internal static class IncidentLinks
{
    private const string Runbooks = "/operations/runbooks/";
    private const string Dashboards = "/operations/dashboards/";

    private static readonly TimeSpan s_around = TimeSpan.FromMinutes(30);

    /// <summary>Gets the path of the runbook; null without one.</summary>
    public static string? RunbookOf(IncidentAlert alert) => PathOf(alert, "runbook_url", Runbooks);

    /// <summary>Gets the path of the dashboard, from half an hour before the alert until half an hour after it; null without one.</summary>
    public static string? DashboardOf(IncidentAlert alert, DateTimeOffset now)
    {
        if (PathOf(alert, "dashboard_url", Dashboards) is not { } path)
        {
            return null;
        }

        var from = (alert.StartsAt - s_around).ToUnixTimeMilliseconds();
        var to = alert.EndsAt is { } end && end + s_around < now ? (end + s_around).ToUnixTimeMilliseconds() : now.ToUnixTimeMilliseconds();
        return string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}from={from}&to={to}");
    }

    // "https://…/operations/dashboards/plat-api?var-service=…" becomes a path on the host of this page.
    private static string? PathOf(IncidentAlert alert, string annotation, string root) =>
        alert.Annotations.GetValueOrDefault(annotation) is { } url && url.IndexOf(root, StringComparison.Ordinal) is >= 0 and var at ? url[at..] : null;
}

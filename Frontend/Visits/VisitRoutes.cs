using System.Collections.Frozen;

namespace Platform.Frontend.Visits;

/// <summary>
/// Lists the pages that are told apart in reports. Browsers are given the list and name one of it, so that neither ids nor names of queues leave them,
/// and the metrics have no other values.
/// </summary>
internal static class VisitRoutes
{
    /// <summary>Every page that is not in the list.</summary>
    public const string Other = "other";

    private static readonly FrozenSet<string> s_known = All.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Gets the routes, with <c>{}</c> for parameters.</summary>
    public static IReadOnlyList<string> All =>
    [
        "/", "/account", "/embed/{}", "/jobs", "/jobs/new", "/jobs/{}", "/jobs/{}/studio", "/operations", "/operations/alerts", "/operations/dashboards/{}",
        "/operations/incidents", "/operations/incidents/{}", "/queues", "/queues/{}", "/shared/{}", "/sign-in", "/sign-up",
    ];

    /// <summary>Gets the list as browsers are given it.</summary>
    public static string Listed { get; } = string.Join(' ', All);

    /// <summary>Gets the value of the label for what a browser named.</summary>
    public static string Label(string? named) => named is not null && s_known.Contains(named) ? named : Other;
}

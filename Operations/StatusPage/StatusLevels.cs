using Platform.Contracts.Internal;

namespace Platform.Operations.StatusPage;

/// <summary>
/// Decides how well each part works: by what the public was told of incidents, else by planned work, else by urgent incidents, which begin with alerts
/// of services that are down or slow and of probes that fail.
/// </summary>
internal static class StatusLevels
{
    /// <summary>Gets all parts in the order in which they are shown.</summary>
    public static IReadOnlyList<StatusPart> Parts { get; } = [.. Enum.GetValues<StatusPart>().Where(part => part != StatusPart.Unspecified)];

    // What users notice first where a service fails. Without Redis all parts work, only more slowly.
    private static readonly Dictionary<string, StatusPart[]> s_parts = new(StringComparer.Ordinal)
    {
        ["api-gateway"] = [StatusPart.Submit, StatusPart.Queues, StatusPart.Page, StatusPart.Api],
        ["job-manager"] = [StatusPart.Submit, StatusPart.Captions],
        ["worker"] = [StatusPart.Captions],
        ["broker"] = [StatusPart.Queues],
        ["frontend"] = [StatusPart.Page],
        ["rabbitmq"] = [StatusPart.Captions],
        ["postgres"] = [StatusPart.Submit, StatusPart.Captions, StatusPart.Queues, StatusPart.Api],
        ["postgresql"] = [StatusPart.Submit, StatusPart.Captions, StatusPart.Queues, StatusPart.Api],
    };

    /// <summary>Lists the services that serve none but these parts: nobody misses an alert of them while these are worked on.</summary>
    public static IReadOnlyList<string> ServicesOf(IReadOnlyCollection<StatusPart> parts) =>
        [.. s_parts.Where(service => service.Value.All(part => parts.Contains(part))).Select(service => service.Key).Order(StringComparer.Ordinal)];

    /// <summary>Decides for all parts, in the order in which they are shown.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="notices">What the public was told of incidents.</param>
    /// <param name="works">The planned work.</param>
    /// <param name="troubles">The services that have urgent incidents, with how urgent the worst one is.</param>
    public static IReadOnlyList<(StatusPart Part, StatusLevel Level)> Of(
        DateTimeOffset now, IReadOnlyCollection<StatusNotice> notices, IReadOnlyCollection<StatusWork> works, IReadOnlyCollection<(string Service, IncidentPriority Severity)> troubles) =>
        [.. Parts.Select(part => (part, Told(part, notices) ?? Planned(part, now, works) ?? Suspected(part, troubles)))];

    private static StatusLevel? Told(StatusPart part, IReadOnlyCollection<StatusNotice> notices) =>
        notices.Where(notice => notice.Stage != StatusStage.Resolved && notice.Parts.Contains(part)).Max(notice => (StatusLevel?)notice.Level);

    private static StatusLevel? Planned(StatusPart part, DateTimeOffset now, IReadOnlyCollection<StatusWork> works) =>
        works.Any(work => work.Parts.Contains(part) && work.EndedAt is null && work.StartsAt.ToDateTimeOffset() <= now && now < work.EndsAt.ToDateTimeOffset())
            ? StatusLevel.Maintenance : null;

    private static StatusLevel Suspected(StatusPart part, IReadOnlyCollection<(string Service, IncidentPriority Severity)> troubles) =>
        troubles.Where(trouble => s_parts.GetValueOrDefault(trouble.Service)?.Contains(part) == true)
            .Select(trouble => trouble.Severity == IncidentPriority.P1 ? StatusLevel.Down : StatusLevel.Degraded)
            .DefaultIfEmpty(StatusLevel.Operational).Max();
}

namespace Platform.Contracts.PublicApi;

/// <summary>Replaces who is on call when: <c>PUT /operations/rota</c>. Each person has a week, one after the other.</summary>
/// <param name="People">The e-mail addresses of the people in the order of their weeks, at most 100.</param>
/// <param name="FirstDay">A day of the first person's week, such as <c>2026-12-01</c>.</param>
/// <param name="TimeZone">The time zone, such as <c>America/Sao_Paulo</c> (UTC).</param>
/// <param name="HandoverDay">The day on which one person hands over to the next, 0 (Sunday) to 6 (1).</param>
/// <param name="HandoverMinute">The minute of that day, 0 to 1,439 (540).</param>
/// <param name="Swaps">Times that others have taken over, at most 200; of several at a time the last counts.</param>
public sealed record SaveRotaSettings(
    IReadOnlyList<string> People, string FirstDay, string TimeZone = "UTC", int HandoverDay = 1, int HandoverMinute = 540, IReadOnlyList<RotaTakeover>? Swaps = null);

/// <summary>Describes a time that somebody has taken over.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
/// <param name="Person">The e-mail address of who has taken over.</param>
public sealed record RotaTakeover(DateTimeOffset From, DateTimeOffset To, string Person);

/// <summary>Describes who is on call.</summary>
/// <param name="OnCall">The e-mail address of who is on call now; absent if nobody is.</param>
/// <param name="HandoverAt">When the week ends, swaps aside.</param>
/// <param name="People">The people in the order of their weeks.</param>
/// <param name="FirstDay">A day of the first person's week.</param>
/// <param name="TimeZone">The time zone.</param>
/// <param name="HandoverDay">The day on which one person hands over to the next, 0 (Sunday) to 6.</param>
/// <param name="HandoverMinute">The minute of that day.</param>
/// <param name="Swaps">Times that others have taken over.</param>
/// <param name="Revision">Counts the changes; the ETag. 0 while there is no rota.</param>
public sealed record RotaResponse(
    string? OnCall,
    DateTimeOffset HandoverAt,
    IReadOnlyList<string> People,
    string FirstDay,
    string TimeZone,
    int HandoverDay,
    int HandoverMinute,
    IReadOnlyList<RotaTakeover> Swaps,
    long Revision);

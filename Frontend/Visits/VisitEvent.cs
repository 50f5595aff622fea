namespace Platform.Frontend.Visits;

/// <summary>Represents one thing that a browser reports.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Route">The page, one of <see cref="VisitRoutes"/>.</param>
/// <param name="Duration">How long it took; zero for an error.</param>
internal sealed record VisitEvent(VisitKind Kind, string Route, TimeSpan Duration);

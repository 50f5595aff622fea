namespace Platform.ApiGateway.Objectives;

/// <summary>Counts the events of an objective over a length of time.</summary>
/// <param name="Total">All events.</param>
/// <param name="Bad">The bad ones.</param>
/// <param name="Length">How long they were counted.</param>
internal readonly record struct EventCounts(double Total, double Bad, TimeSpan Length);

namespace Platform.ServiceDefaults.Connections;

/// <summary>Holds the connection counts of one protocol: open now, and opened, closed and failed since the process started.</summary>
internal readonly record struct ConnectionCounts(long Active, long Opened, long Closed, long Errors);

namespace Platform.ServiceDefaults.Connections;

/// <summary>Connections of one protocol: open now; opened, closed and gone wrong since the process started.</summary>
internal readonly record struct ConnectionCounts(long Active, long Opened, long Closed, long Errors);

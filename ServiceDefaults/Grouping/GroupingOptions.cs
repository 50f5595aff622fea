namespace Platform.ServiceDefaults.Grouping;

/// <summary>Bounds of a <see cref="Grouping{T}"/>.</summary>
/// <param name="Lanes">Groups on their way at the same time.</param>
/// <param name="MaxWeight">A group is closed once it weighs this much.</param>
/// <param name="MaxWaiting">Calls that may wait for the next group; more are refused.</param>
public sealed record GroupingOptions(int Lanes, int MaxWeight, int MaxWaiting);

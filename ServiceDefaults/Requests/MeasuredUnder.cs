namespace Platform.ServiceDefaults.Requests;

/// <summary>Marks routes that are also mapped without a prefix, so that they are measured under the route that has it.</summary>
/// <param name="Prefix">The prefix, such as <c>/api/v1</c>.</param>
public sealed record MeasuredUnder(string Prefix);

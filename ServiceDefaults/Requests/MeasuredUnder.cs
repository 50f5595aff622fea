namespace Platform.ServiceDefaults.Requests;

/// <summary>Metadata of routes that are mapped a second time, without a prefix: they are measured as those that have it.</summary>
/// <param name="Prefix">What the others' templates begin with, such as <c>/api/v1</c>.</param>
public sealed record MeasuredUnder(string Prefix);

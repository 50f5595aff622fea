namespace Platform.Objectives.Definition;

/// <summary>Says when a budget is used up too fast.</summary>
/// <param name="Long">Over how long the share of bad events is looked at, such as <c>1h</c>.</param>
/// <param name="Short">The window that ends the alert soon after the trouble.</param>
/// <param name="Factor">How many times as fast as the objective allows.</param>
/// <param name="For">How long it has to last besides; null for no longer.</param>
/// <param name="Severity"><c>critical</c> or <c>warning</c>.</param>
/// <param name="SendsSms">Whether a text message is sent, too.</param>
internal sealed record BurnWindow(string Long, string Short, decimal Factor, string? For, string Severity, bool SendsSms);

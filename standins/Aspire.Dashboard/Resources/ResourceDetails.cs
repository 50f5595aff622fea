namespace Aspire.Dashboard.Resources;

/// <summary>An address of a resource.</summary>
/// <param name="Name">The endpoint's name, such as <c>http</c>.</param>
/// <param name="Url">The address; a link when it is http or https, else plain text.</param>
/// <param name="IsInternal">True for one that people do not open.</param>
/// <param name="DisplayText">What to show instead of the address; null for the address.</param>
public sealed record ResourceUrl(string Name, string Url, bool IsInternal = false, string? DisplayText = null);

/// <summary>A variable of a process's environment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, in clear.</param>
/// <param name="IsSecret">True when it is shown only to who asks for it; names and values that look like a credential are treated so anyway.</param>
public sealed record ResourceEnvironmentVariable(string Name, string Value, bool IsSecret = false);

/// <summary>A fact about a resource.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The fact, with no secret in it.</param>
public sealed record ResourceProperty(string Name, string Value);

namespace Platform.Fuzz.Running;

/// <summary>The platform that is tried.</summary>
/// <param name="Api">Address of the gateway.</param>
/// <param name="Page">Address of the page.</param>
/// <param name="Operator">An account with the role; without one, operators' routes are only refused, and logs are not looked at.</param>
/// <param name="Services">Of each service its name and where its metrics are.</param>
internal sealed record FuzzTarget(Uri Api, Uri Page, (string Email, string Password)? Operator, IReadOnlyList<(string Name, Uri Address)> Services);

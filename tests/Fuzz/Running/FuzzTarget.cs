namespace Platform.Fuzz.Running;

/// <summary>Describes the platform under test.</summary>
/// <param name="Api">The address of the gateway.</param>
/// <param name="Page">The address of the page.</param>
/// <param name="Operator">
/// An account with the operator role; without one, requests to operators' routes are only refused, and logs are not checked.
/// </param>
/// <param name="Services">The services with the addresses of their metrics.</param>
internal sealed record FuzzTarget(Uri Api, Uri Page, (string Email, string Password)? Operator, IReadOnlyList<(string Name, Uri Address)> Services);

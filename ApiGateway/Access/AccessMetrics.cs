using System.Diagnostics.Metrics;

namespace Platform.ApiGateway.Access;

/// <summary>
/// Records <c>auth_attempts_total{success}</c>, <c>auth_access_denied_total{reason}</c>, <c>auth_tokens_expired_total{type}</c> and
/// <c>security_errors_total{type}</c>.
/// </summary>
internal sealed class AccessMetrics
{
    public const string Lockout = "lockout";
    public const string SignInThrottled = "sign_in_throttled";
    public const string RefreshReused = "refresh_reused";
    public const string BlockedAddress = "blocked_address";

    public const string AccessToken = "access_token";
    public const string RefreshToken = "refresh_token";
    public const string ApiKey = "api_key";

    private const string NoCredential = "no_credential";
    private const string Forbidden = "forbidden";

    private readonly Counter<long> _attempts;
    private readonly Counter<long> _denied;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _security;

    public AccessMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Platform.Access");
        _attempts = Create("auth.attempts", "{attempt}", "Sign-ins and renewals of sessions, by whether they were granted.", "success", "true", "false");
        _denied = Create("auth.access_denied", "{request}", "Requests refused because of who asked.", "reason", NoCredential, "invalid_credential", "expired", "revoked", Forbidden);
        _expired = Create("auth.tokens_expired", "{token}", "Requests with a credential whose time was over.", "type", AccessToken, RefreshToken, ApiKey);
        _security = Create("security.errors", "{event}", "What looks like an attack.", "type", Lockout, SignInThrottled, RefreshReused, BlockedAddress);

        Counter<long> Create(string name, string unit, string description, string label, params string[] values)
        {
            var counter = meter.CreateCounter<long>(name, unit, description);
            foreach (var value in values)
            {
                counter.Add(0, new KeyValuePair<string, object?>(label, value));
            }

            return counter;
        }
    }

    /// <summary>Counts an attempt to sign in or to renew a session.</summary>
    public void Attempt(bool success) => _attempts.Add(1, new KeyValuePair<string, object?>("success", success ? "true" : "false"));

    /// <summary>Counts a request that was answered 401.</summary>
    /// <param name="denial">Why the credential was refused; null if there was none.</param>
    public void Challenged(Denial? denial) => _denied.Add(1, new KeyValuePair<string, object?>("reason", denial switch
    {
        null => NoCredential,
        Denial.Expired => "expired",
        Denial.Revoked => "revoked",
        _ => "invalid_credential",
    }));

    /// <summary>Counts a request that was answered 403.</summary>
    public void Forbade() => _denied.Add(1, new KeyValuePair<string, object?>("reason", Forbidden));

    /// <summary>Counts an expired credential.</summary>
    public void Expired(string type) => _expired.Add(1, new KeyValuePair<string, object?>("type", type));

    /// <summary>Counts an event that may be part of an attack.</summary>
    public void Suspicious(string type) => _security.Add(1, new KeyValuePair<string, object?>("type", type));
}

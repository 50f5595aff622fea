using System.Net;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Outbound;

namespace Platform.ApiGateway.Submission;

/// <summary>Refuses URLs that the platform must not fetch from or post to, as far as that is known when a job is submitted.</summary>
/// <remarks>The services that connect check again, because a name may resolve differently by then.</remarks>
internal sealed class TargetGuard
{
    private const int MaxLength = 2048;

    private readonly HostAllowList _mediaHosts;
    private readonly HostAllowList _webhookHosts;
    private readonly AccessMetrics _metrics;

    public TargetGuard(IConfiguration configuration, AccessMetrics metrics)
    {
        _metrics = metrics;
        // The same settings as those of the services that connect.
        _mediaHosts = Hosts("Media:AllowedHosts");
        _webhookHosts = Hosts("Webhooks:AllowedHosts");
        HostAllowList Hosts(string section) => new(configuration.GetSection(section).Get<string[]>() ?? []);
    }

    /// <summary>Adds to the errors what is wrong with the URL of a recording.</summary>
    public ValueTask CheckMediaAsync(string url, string field, FieldErrors errors, RequestNames names) => CheckAsync(url, _mediaHosts, field, errors, names);

    /// <summary>Adds to the errors what is wrong with the URL of a webhook.</summary>
    public ValueTask CheckWebhookAsync(string url, string field, FieldErrors errors, RequestNames names) => CheckAsync(url, _webhookHosts, field, errors, names);

    /// <summary>Starts to resolve the hosts of URLs that are validated one after another later.</summary>
    public void ResolveAhead(string? media, string? webhook, RequestNames names)
    {
        ResolveAhead(media, _mediaHosts, names);
        ResolveAhead(webhook, _webhookHosts, names);
    }

    private static void ResolveAhead(string? url, HostAllowList allowed, RequestNames names)
    {
        if (url is not null && Syntax(url, out var uri) is null && !allowed.Lists(uri!.DnsSafeHost, uri.Port) && !IsLiteral(uri))
        {
            _ = names.FindAsync(NameOf(uri));
        }
    }

    private async ValueTask CheckAsync(string url, HostAllowList allowed, string field, FieldErrors errors, RequestNames names)
    {
        if (Syntax(url, out var uri) is { } fault)
        {
            errors.Add(field, fault);
            return;
        }

        if (allowed.Lists(uri!.DnsSafeHost, uri.Port))
        {
            return;
        }

        switch (await IsAllowedAsync(uri, allowed, names))
        {
            case null:
                errors.Add(field, FieldError.Of(FieldRules.HostNotFound, "The host name was not found in time; try again later."));
                break;
            case false:
                _metrics.Suspicious(AccessMetrics.BlockedAddress);
                errors.Add(field, FieldError.Of(FieldRules.HostNotAllowed, "Private, loopback and link-local addresses are not allowed."));
                break;
        }
    }

    /// <summary>Finds what is wrong with the syntax of a URL; null if it is valid.</summary>
    public static FieldError? Syntax(string url, out Uri? uri)
    {
        uri = null;
        if (url.Length is 0 or > MaxLength)
        {
            return FieldError.Characters(1, MaxLength, "A URL has 1 to 2,048 characters.");
        }

        // The Uri class treats this as a path, and throws for some.
        if (!char.IsAsciiLetter(url[0]))
        {
            return FieldError.Of(FieldRules.Url, "A URL begins with http:// or https://.");
        }

        if (url.AsSpan().ContainsAnyInRange('\0', ' ') || !Uri.TryCreate(url, UriKind.Absolute, out var parsed))
        {
            return FieldError.Of(FieldRules.Url, "This is not an absolute URL.");
        }

        if (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps)
        {
            return FieldError.Of(FieldRules.UrlScheme, "Only http and https are allowed.");
        }

        if (parsed.UserInfo.Length > 0)
        {
            return FieldError.Of(FieldRules.UrlUser, "User names and passwords do not belong in a URL.");
        }

        if (parsed.Port == 0)
        {
            return FieldError.Of(FieldRules.Url, "There is no port 0.");
        }

        if (parsed.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic || parsed.Host.Length == 0 || !HasAsciiName(parsed))
        {
            return FieldError.Of(FieldRules.Host, "The host name is not valid.");
        }

        uri = parsed;
        return null;
    }

    /// <summary>Checks whether the host has a valid ASCII name, without which it cannot be resolved.</summary>
    private static bool HasAsciiName(Uri uri)
    {
        try
        {
            // A letter may map to a character that host names cannot contain, such as a space, so that the URL could not be built again.
            return uri.DnsSafeHost.Length > 0 && Uri.CheckHostName(uri.IdnHost) != UriHostNameType.Unknown && (IsLiteral(uri) || HostName.IsValid(uri.IdnHost));
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    /// <summary>Checks whether connections to the host are permitted; null if the answer does not arrive in time.</summary>
    private static async ValueTask<bool?> IsAllowedAsync(Uri uri, HostAllowList allowed, RequestNames names)
    {
        if (IsLiteral(uri))
        {
            return IPAddress.TryParse(uri.DnsSafeHost, out var literal) && allowed.Allows(literal);
        }

        var host = NameOf(uri);
        return await names.FindAsync(host) is { } addresses ? allowed.Allows(host, uri.Port, addresses) : null;
    }

    private static bool IsLiteral(Uri uri) => uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;

    private static string NameOf(Uri uri) => uri.IdnHost.TrimEnd('.').ToLowerInvariant();
}

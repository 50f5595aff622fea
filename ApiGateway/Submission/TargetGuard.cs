using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Caching.Memory;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;
using Platform.ServiceDefaults.Outbound;

namespace Platform.ApiGateway.Submission;

/// <summary>Refuses addresses that the platform must not fetch from or post to, as far as that can be known when a job is submitted.</summary>
/// <remarks>Whoever connects checks again: a name may resolve to something else by then.</remarks>
internal sealed class TargetGuard : IDisposable
{
    private const int MaxLength = 2048;
    private static readonly TimeSpan s_resolveTimeout = TimeSpan.FromSeconds(2);

    private readonly MemoryCache _names = new(new MemoryCacheOptions { SizeLimit = 10_000 });
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

    public void Dispose() => _names.Dispose();

    /// <summary>Adds to the errors what is wrong with the address of a recording.</summary>
    public ValueTask CheckMediaAsync(string url, string field, FieldErrors errors, CancellationToken cancellationToken) =>
        CheckAsync(url, _mediaHosts, field, errors, cancellationToken);

    /// <summary>Adds to the errors what is wrong with the address of a webhook.</summary>
    public ValueTask CheckWebhookAsync(string url, string field, FieldErrors errors, CancellationToken cancellationToken) =>
        CheckAsync(url, _webhookHosts, field, errors, cancellationToken);

    private async ValueTask CheckAsync(string url, HostAllowList allowed, string field, FieldErrors errors, CancellationToken cancellationToken)
    {
        if (Syntax(url, out var uri) is { } fault)
        {
            errors.Add(field, fault);
            return;
        }

        if (!allowed.Lists(uri!.DnsSafeHost, uri.Port) && !await IsAllowedAsync(uri, allowed, cancellationToken))
        {
            _metrics.Suspicious(AccessMetrics.BlockedAddress);
            errors.Add(field, "Private, loopback and link-local addresses are not allowed.");
        }
    }

    /// <summary>What is wrong with the form of an address; null when nothing is.</summary>
    public static string? Syntax(string url, out Uri? uri)
    {
        uri = null;
        if (url.Length is 0 or > MaxLength)
        {
            return "A URL has 1 to 2,048 characters.";
        }

        if (url.AsSpan().ContainsAnyInRange('\0', ' ') || !Uri.TryCreate(url, UriKind.Absolute, out var parsed))
        {
            return "This is not an absolute URL.";
        }

        if (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps)
        {
            return "Only http and https are allowed.";
        }

        if (parsed.UserInfo.Length > 0)
        {
            return "User names and passwords do not belong into a URL.";
        }

        if (parsed.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic || parsed.Host.Length == 0 || !HasAsciiName(parsed))
        {
            return "The host name is not valid.";
        }

        uri = parsed;
        return null;
    }

    /// <summary>Whether the host can be asked for by its name in ASCII; only then is it known whether a name has one.</summary>
    private static bool HasAsciiName(Uri uri)
    {
        try
        {
            // A letter may stand for one that no name has, such as a space: whoever connects could not make an address of it again.
            return uri.DnsSafeHost.Length > 0 && Uri.CheckHostName(uri.IdnHost) != UriHostNameType.Unknown;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    private async ValueTask<bool> IsAllowedAsync(Uri uri, HostAllowList allowed, CancellationToken cancellationToken)
    {
        if (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return IPAddress.TryParse(uri.DnsSafeHost, out var literal) && allowed.Allows(literal);
        }

        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (!_names.TryGetValue(host, out IPAddress[]? addresses))
        {
            addresses = await ResolveAsync(host, cancellationToken);
            using var entry = _names.CreateEntry(host);
            entry.Size = 1;
            entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(30);
            entry.Value = addresses;
        }

        return allowed.Allows(host, uri.Port, addresses!);
    }

    /// <summary>The addresses of a name; none when they are not known here and now: the job itself will say so, should that stay.</summary>
    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (host is "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal))
        {
            return [IPAddress.Loopback];
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_resolveTimeout);
        try
        {
            return await Dns.GetHostAddressesAsync(host, timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }
}

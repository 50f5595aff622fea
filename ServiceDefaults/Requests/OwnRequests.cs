using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.ServiceDefaults.Requests;

/// <summary>
/// Recognises the requests that a service sends to itself while it warms up, so that no metric, objective or log counts them. They have a key that
/// only this process knows, so a caller cannot pass off a request as one of these.
/// </summary>
public sealed class OwnRequests
{
    private const string Header = "X-Own-Request";
    private const int KeyBytes = 32;

    private readonly string _key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Marks requests with these headers as the service's own.</summary>
    public void Mark(HttpRequestHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        headers.Add(Header, _key);
    }

    /// <summary>Checks whether a request is one of the service's own.</summary>
    public static bool IsOwn(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<Own>() is not null;
    }

    /// <summary>Notes on an own request that it is one, and excludes it from the metrics of the framework.</summary>
    internal void Recognise(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var given) || given is not [{ } key] || !IsKey(key))
        {
            return;
        }

        context.Features.Set(Own.Instance);
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
        {
            metrics.MetricsDisabled = true;
        }
    }

    private bool IsKey(string given) =>
        CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(given.AsSpan()), MemoryMarshal.AsBytes(_key.AsSpan()));

    private sealed class Own
    {
        public static readonly Own Instance = new();
    }
}

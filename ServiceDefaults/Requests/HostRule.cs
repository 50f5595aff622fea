using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Validates the Host header of requests. Kestrel checks its characters only, and accepts names that cannot be part of a URL.</summary>
public static class HostRule
{
    /// <summary>Checks whether the host of the request can be parsed and be part of a URL.</summary>
    public static bool HasUsableHost(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return Uri.TryCreate($"{Uri.UriSchemeHttp}://{request.Host.ToUriComponent()}/", UriKind.Absolute, out _);
        }
        catch (ArgumentException)
        {
            // Invalid punycode.
            return false;
        }
    }
}

using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Which hosts a request may be sent to. The server looks at the characters only, and takes names of which no address can be made.</summary>
public static class HostRule
{
    /// <summary>Whether the host that the request names can be read, and be part of an address.</summary>
    public static bool HasUsableHost(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return Uri.TryCreate($"{Uri.UriSchemeHttp}://{request.Host.ToUriComponent()}/", UriKind.Absolute, out _);
        }
        catch (ArgumentException)
        {
            // A name in punycode that is none.
            return false;
        }
    }
}

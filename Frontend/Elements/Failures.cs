using System.Net;
using System.Text.Json;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Elements;

/// <summary>Distinguishes failures that a page shows from bugs, and temporary failures from others.</summary>
internal static class Failures
{
    /// <summary>Checks whether a page shows the failure. Others are bugs.</summary>
    public static bool IsShown(this Exception exception) => exception
        is SessionEndedException or GatewayException or GatewayUnavailableException or JsonException or IOException or HttpRequestException;

    /// <summary>
    /// Gets a failure as it is shown: what ends as cancelled while the page is open was not answered. Blazor ignores it, and the visitor would see nothing
    /// at all.
    /// </summary>
    public static Exception AsShown(this Exception exception) => exception is OperationCanceledException ? new GatewayUnavailableException(exception) : exception;

    /// <summary>Checks whether the failure is temporary: something is unavailable or overloaded. Other failures need an action.</summary>
    public static bool IsTemporary(this Exception exception) => exception
        is GatewayUnavailableException or IOException or HttpRequestException
        or GatewayException { IsDegraded: true } or GatewayException { Status: HttpStatusCode.TooManyRequests, IsOverQuota: false };
}

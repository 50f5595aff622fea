using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Elements;

/// <summary>Distinguishes failures that a page shows from the end of the session and from bugs.</summary>
internal static class Failures
{
    /// <summary>Checks whether a page shows the failure. The end of the session navigates to the sign-in page.</summary>
    public static bool IsShown(this Exception exception, NavigationManager navigation)
    {
        if (exception is SessionEndedException)
        {
            var back = Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri));
            navigation.NavigateTo($"/sign-in?ended=true&returnUrl={back}", forceLoad: true);
            return true;
        }

        return exception is GatewayException or GatewayUnavailableException or JsonException or IOException or HttpRequestException;
    }

    /// <summary>Checks whether the failure is temporary: something is unavailable or asked for a pause. Other failures need an action.</summary>
    public static bool Passes(this Exception exception) => exception
        is GatewayUnavailableException or IOException or HttpRequestException
        or GatewayException { IsDegraded: true } or GatewayException { Status: HttpStatusCode.TooManyRequests, IsOverQuota: false };
}

using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Elements;

/// <summary>Tells failures that a page shows from those that end the session and from bugs.</summary>
internal static class Failures
{
    /// <summary>Whether a page shows it. The end of the session leads to the page for signing in.</summary>
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

    /// <summary>Whether it passes by itself: something is away or wants a pause. What is wrong for another reason waits for somebody.</summary>
    public static bool Passes(this Exception exception) => exception
        is GatewayUnavailableException or IOException or HttpRequestException
        or GatewayException { IsDegraded: true } or GatewayException { Status: HttpStatusCode.TooManyRequests, IsOverQuota: false };
}

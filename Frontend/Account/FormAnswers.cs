using System.Globalization;
using System.Net;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Account;

/// <summary>Sets the status of a page that shows a form again because the API refused its input.</summary>
internal static class FormAnswers
{
    public static void Refuse(this HttpResponse response, Exception refusal)
    {
        response.StatusCode = refusal switch
        {
            GatewayException { Status: HttpStatusCode.TooManyRequests } => StatusCodes.Status429TooManyRequests,
            GatewayException { IsDegraded: true } or GatewayUnavailableException => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        };
        if (refusal is GatewayException { RetryAfter: { } wait })
        {
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }
    }
}

using System.Net;
using System.Net.Http.Headers;

namespace Platform.Frontend.Gateway;

/// <summary>Calls of a signed-in user: a refused token is renewed once.</summary>
internal static class CallerHttp
{
    /// <param name="http">The way to ApiGateway.</param>
    /// <param name="caller">Whose token goes along.</param>
    /// <param name="make">Makes the request; called again when the first token is refused.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SessionEndedException">The session is over.</exception>
    public static async Task<HttpResponseMessage> SendAsAsync(
        this GatewayHttp http, ICaller caller, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        string? rejected = null;
        while (true)
        {
            var token = await caller.GetTokenAsync(rejected, cancellationToken);
            using var request = make();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized)
            {
                return response;
            }

            response.Dispose();
            if (rejected is not null)
            {
                throw new SessionEndedException();
            }

            rejected = token;
        }
    }
}

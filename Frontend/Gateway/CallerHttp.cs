using System.Net;
using System.Net.Http.Headers;

namespace Platform.Frontend.Gateway;

/// <summary>Sends requests of a signed-in user; a refused token is renewed once.</summary>
internal static class CallerHttp
{
    /// <summary>Sends a request and returns its response, whatever its status.</summary>
    /// <param name="http">The connection to ApiGateway.</param>
    /// <param name="caller">The user whose token is sent.</param>
    /// <param name="make">Creates the request; called again if the first token is refused.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="SessionEndedException">The session has ended.</exception>
    public static async Task<HttpResponseMessage> SendAsAsync(
        this GatewayHttp http, ICaller caller, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(http, caller, make, cancellationToken);
        }
        catch (SessionEndedException)
        {
            caller.SessionEnded();
            throw;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        GatewayHttp http, ICaller caller, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
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

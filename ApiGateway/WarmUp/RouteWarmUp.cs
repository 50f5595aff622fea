using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using Platform.ApiGateway.Access;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.ApiGateway.WarmUp;

/// <summary>Sends requests through the whole pipeline of the gateway, up to the refusal of their token, whose session does not exist.</summary>
internal sealed class RouteWarmUp(OwnService own, AccessTokens tokens, TimeProvider time) : IWarmUpStep
{
    private static readonly (HttpMethod Method, string Path)[] s_routes =
        [(HttpMethod.Post, "/api/v1/jobs"), (HttpMethod.Get, "/api/v1/jobs"), (HttpMethod.Post, "/api/v1/queues/warm-up/messages")];

    /// <inheritdoc />
    public string Name => "routes";

    /// <inheritdoc />
    public string Dependency => "postgres";

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var client = own.CreateClient();
        if (client is null)
        {
            return;
        }

        foreach (var (method, path) in s_routes)
        {
            // A token of its own for each, because refusals are remembered for a moment.
            var token = tokens.Create(Guid.CreateVersion7(time.GetUtcNow()));
            using var request = new HttpRequestMessage(method, path)
            {
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
                Content = method == HttpMethod.Post ? new StringContent("{}", Encoding.UTF8, MediaTypeNames.Application.Json) : null,
            };
            using var response = await client.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized)
            {
                throw new HttpRequestException($"{path} answered {(int)response.StatusCode}.");
            }
        }
    }
}

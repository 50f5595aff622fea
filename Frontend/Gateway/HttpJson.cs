using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Frontend.Gateway;

/// <summary>Creates JSON requests, and reads JSON responses or throws their errors.</summary>
internal static class HttpJson
{
    public static HttpRequestMessage Request<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type) =>
        new(method, path) { Content = JsonContent.Create(body, type) };

    /// <summary>Reads the JSON of a response.</summary>
    /// <exception cref="GatewayException">The status is not successful.</exception>
    public static async Task<T> ReadAsync<T>(this HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await response.ThrowIfRefusedAsync(cancellationToken);
        return await response.Content.ReadFromJsonAsync(type, cancellationToken)
            ?? throw new JsonException("The answer is null.");
    }

    /// <summary>Throws the error that a response contains, unless it is successful.</summary>
    /// <exception cref="GatewayException">The status is not successful.</exception>
    public static async Task ThrowIfRefusedAsync(this HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var problem = new Problem();
        try
        {
            problem = await response.Content.ReadFromJsonAsync(GatewayClientJson.Default.Problem, cancellationToken) ?? problem;
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException or InvalidOperationException)
        {
            // A refusal without problem details, perhaps of a proxy: only its status is used.
        }

        throw new GatewayException(response.StatusCode, problem, WaitOf(response.Headers.RetryAfter));
    }

    private static TimeSpan? WaitOf(RetryConditionHeaderValue? retryAfter) => retryAfter?.Delta;
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Platform.Load;

/// <summary>An account made for the run, with a key.</summary>
internal static class LoadUser
{
    private const string Password = "correct horse battery staple 7";

    /// <exception cref="HttpRequestException">The gateway does not answer, or refuses.</exception>
    public static async Task<string> CreateAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var account = $$"""{"email":"load-{{Guid.CreateVersion7():N}}@example.org","password":"{{Password}}"}""";
        await PostAsync(http, "/api/v1/auth/register", account, null, cancellationToken).ConfigureAwait(false);
        var tokens = await PostAsync(http, "/api/v1/auth/sign-in", account, null, cancellationToken).ConfigureAwait(false);
        var key = await PostAsync(http, "/api/v1/api-keys", """{"name":"load"}""", tokens.GetProperty("access_token").GetString(), cancellationToken).ConfigureAwait(false);
        return key.GetProperty("key").GetString()!;
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, string body, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        return answer.RootElement.Clone();
    }
}

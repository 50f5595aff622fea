using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Platform.Load;

/// <summary>Represents an account created for the run, with an API key and two queues.</summary>
/// <param name="Key">The API key.</param>
/// <param name="Queue">The queue for messages that are published and consumed.</param>
/// <param name="Idle">The queue that is always empty.</param>
/// <param name="Faults">The faults that are switched on, as the platform reports them.</param>
internal sealed record LoadUser(string Key, string Queue, string Idle, IReadOnlyList<string> Faults)
{
    private const string Password = "correct horse battery staple 7";

    /// <exception cref="HttpRequestException">The gateway does not answer or refuses the request.</exception>
    public static async Task<LoadUser> CreateAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var account = $$"""{"email":"load-{{id}}@example.org","password":"{{Password}}"}""";
        await PostAsync(http, "/api/v1/auth/register", account, null, cancellationToken);
        var (tokens, faults) = await PostAsync(http, "/api/v1/auth/sign-in", account, null, cancellationToken);
        var token = tokens.GetProperty("access_token").GetString();
        var (key, _) = await PostAsync(http, "/api/v1/api-keys", """{"name":"load"}""", token, cancellationToken);
        var user = new LoadUser(key.GetProperty("key").GetString()!, "load-" + id, "load-idle-" + id, faults);
        foreach (var queue in (string[])[user.Queue, user.Idle])
        {
            await PostAsync(http, "/queues", $$"""{"name":"{{queue}}"}""", token, cancellationToken);
        }

        return user;
    }

    private static async Task<(JsonElement Answer, IReadOnlyList<string> Faults)> PostAsync(HttpClient http, string path, string body, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        var faults = response.Headers.TryGetValues("X-Faults", out var values) ? values.SelectMany(value => value.Split(", ")).ToArray() : [];
        return (answer.RootElement.Clone(), faults);
    }
}

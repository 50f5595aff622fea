using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.EndToEnd.Accounts;

/// <summary>A client of the public API with an account and an API key of its own.</summary>
internal sealed class ApiUser : IDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    internal const string Password = "correct horse battery staple 7";

    private ApiUser(HttpClient http, Guid id, string email, string apiKey)
    {
        Http = http;
        Id = id;
        Email = email;
        ApiKey = apiKey;
    }

    public HttpClient Http { get; }

    public Guid Id { get; }

    public string Email { get; }

    public string ApiKey { get; }

    /// <param name="api">Where the API is.</param>
    /// <param name="way">What sends the requests; it stays the caller's.</param>
    public static async Task<ApiUser> CreateAsync(Uri api, HttpMessageHandler? way = null)
    {
        var http = way is null ? new HttpClient() : new HttpClient(way, disposeHandler: false);
        http.BaseAddress = api;
        http.Timeout = TimeSpan.FromSeconds(100);
        var email = $"user-{Guid.CreateVersion7():N}@example.org";
        var user = await ReadAsync<UserResponse>(await http.PostAsJsonAsync("/api/v1/auth/register", new RegisterRequest(email, Password), Json));
        return await SignInAsync(http, user.Id, email);
    }

    /// <summary>A client for an account that was made elsewhere with the same password, on the page for one.</summary>
    public static Task<ApiUser> SignInAsync(Uri api, string email) =>
        SignInAsync(new HttpClient { BaseAddress = api, Timeout = TimeSpan.FromSeconds(100) }, id: null, email);

    private static async Task<ApiUser> SignInAsync(HttpClient http, Guid? id, string email)
    {
        var tokens = await ReadAsync<TokenResponse>(await http.PostAsJsonAsync("/api/v1/auth/sign-in", new SignInRequest(email, Password), Json));
        using var create = new HttpRequestMessage(HttpMethod.Post, "/api/v1/api-keys") { Content = JsonContent.Create(new CreateApiKeyRequest("tests"), options: Json) };
        create.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        var key = await ReadAsync<ApiKeyResponse>(await http.SendAsync(create));
        http.DefaultRequestHeaders.Add("X-Api-Key", key.Key);
        return new ApiUser(http, id ?? (await ReadAsync<UserResponse>(await http.GetAsync("/api/v1/auth/me"))).Id, email, key.Key!);
    }

    public async Task<JobAccepted> SubmitAsync(CreateJobRequest request, string? idempotencyKey = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = JsonContent.Create(request, options: Json) };
        if (idempotencyKey is not null)
        {
            message.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return await ReadAsync<JobAccepted>(await Http.SendAsync(message));
    }

    public Task<JobAccepted> SubmitCaptionsAsync(CaptionsInput input) =>
        SubmitAsync(new CreateJobRequest(JobKinds.Captions, JsonSerializer.SerializeToElement(input, Json)));

    public async Task<JobResponse> GetJobAsync(Guid id) => await ReadAsync<JobResponse>(await Http.GetAsync($"/api/v1/jobs/{id}"));

    /// <summary>Follows a job until the condition holds.</summary>
    public async Task<JobResponse> WaitAsync(Guid id, Func<JobResponse, bool> condition, TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        JobResponse? last = null;
        try
        {
            while (await tick.WaitForNextTickAsync(limit.Token))
            {
                try
                {
                    last = await GetJobAsync(id);
                }
                catch (HttpRequestException e) when (e.StatusCode is null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
                {
                    continue;
                }

                if (condition(last))
                {
                    return last;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below, with what was seen last.
        }

        throw new TimeoutException($"Job {id} did not get there within {timeout}; last seen: {JsonSerializer.Serialize(last, Json)}");
    }

    public Task<JobResponse> WaitUntilFinalAsync(Guid id, TimeSpan timeout) =>
        WaitAsync(id, j => j.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled, timeout);

    /// <summary>Uploads by the tus protocol: one POST, then one PATCH.</summary>
    public async Task<Guid> UploadAsync(string path, string contentType)
    {
        await using var file = File.OpenRead(path);
        using var create = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        create.Headers.Add("Tus-Resumable", "1.0.0");
        create.Headers.Add("Upload-Length", file.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        create.Headers.Add("Upload-Metadata", $"filename {Base64(Path.GetFileName(path))},filetype {Base64(contentType)}");
        using var created = await Http.SendAsync(create);
        await EnsureAsync(created);
        var location = created.Headers.Location!;
        using var patch = new HttpRequestMessage(HttpMethod.Patch, location) { Content = new StreamContent(file) };
        patch.Headers.Add("Tus-Resumable", "1.0.0");
        patch.Headers.Add("Upload-Offset", "0");
        patch.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var patched = await Http.SendAsync(patch);
        await EnsureAsync(patched);
        return Guid.Parse(location.ToString().TrimEnd('/').Split('/')[^1]);
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response)
    {
        using (response)
        {
            await EnsureAsync(response);
            return (await response.Content.ReadFromJsonAsync<T>(Json))!;
        }
    }

    public void Dispose() => Http.Dispose();

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static async Task EnsureAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}", null, response.StatusCode);
        }
    }
}

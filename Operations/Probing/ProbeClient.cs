using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.Operations.Probing;

/// <summary>
/// Calls the public API as a user's program does. Calls go through no pipeline: a retry would hide what users see.
/// </summary>
internal sealed class ProbeClient(HttpClient http)
{
    /// <summary>The tag of all jobs of the prober.</summary>
    public const string Tag = "platform-probe";

    private const string Resumable = "Tus-Resumable";

    private static readonly byte[] s_recording = ReadRecording();

    /// <summary>Signs in, and creates the account if that is refused. Returns the access token.</summary>
    public async Task<string> SignInAsync(string email, string password, CancellationToken cancellationToken)
    {
        using var first = await PostAsync("/api/v1/auth/sign-in", new SignInRequest(email, password), ProbeJson.Default.SignInRequest, null, cancellationToken);
        if (first.StatusCode != HttpStatusCode.Unauthorized)
        {
            return await TokenAsync(first, cancellationToken);
        }

        // An account that exists already refuses this, too, and then the second sign-in tells why.
        using var registered = await PostAsync("/api/v1/auth/register", new RegisterRequest(email, password), ProbeJson.Default.RegisterRequest, null, cancellationToken);
        using var second = await PostAsync("/api/v1/auth/sign-in", new SignInRequest(email, password), ProbeJson.Default.SignInRequest, null, cancellationToken);
        return await TokenAsync(second, cancellationToken);
    }

    /// <summary>Uploads the recording. Returns the id of the upload.</summary>
    public async Task<Guid> UploadAsync(string token, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, "/api/v1/uploads", token);
        request.Headers.Add(Resumable, "1.0.0");
        request.Headers.Add("Upload-Length", s_recording.Length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String("probe.wav"u8)},filetype {Convert.ToBase64String("audio/wav"u8)}");
        request.Content = new ByteArrayContent(s_recording) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } };
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var path = response.Headers.Location?.OriginalString.TrimEnd('/') ?? "";
        return Guid.TryParse(path[(path.LastIndexOf('/') + 1)..], out var id) ? id : throw new InvalidDataException("The upload has no address.");
    }

    /// <summary>Submits a captions job of the upload. Returns the id of the job.</summary>
    public async Task<Guid> SubmitAsync(string token, Guid upload, CancellationToken cancellationToken)
    {
        var submission = new ProbeSubmission(JobKinds.Captions, new ProbeInput(upload), "Probe", [Tag], 1);
        using var response = await PostAsync("/api/v1/jobs", submission, ProbeJson.Default.ProbeSubmission, token, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await ReadAsync(response, ProbeJson.Default.ProbedJob, cancellationToken)).Id;
    }

    /// <summary>Reads a job.</summary>
    public async Task<ProbedJob> FindAsync(string token, Guid job, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/api/v1/jobs/{job}", token, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await ReadAsync(response, ProbeJson.Default.ProbedJob, cancellationToken);
    }

    /// <summary>Downloads the captions of a job as WebVTT.</summary>
    public async Task<string> DownloadAsync(string token, Guid job, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/api/v1/jobs/{job}/captions?format=vtt", token, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Deletes the jobs of all rounds that have ended, cancels the others, and deletes the upload of this round, if there is one.</summary>
    public async Task DeleteAsync(string token, Guid? upload, CancellationToken cancellationToken)
    {
        using var listed = await SendAsync(HttpMethod.Get, $"/api/v1/jobs?tag={Tag}&limit=100", token, cancellationToken);
        listed.EnsureSuccessStatusCode();
        foreach (var job in (await ReadAsync(listed, ProbeJson.Default.ProbedJobs, cancellationToken)).Items)
        {
            using var response = job.HasEnded
                ? await SendAsync(HttpMethod.Delete, $"/api/v1/jobs/{job.Id}", token, cancellationToken)
                : await SendAsync(HttpMethod.Post, $"/api/v1/jobs/{job.Id}/cancel", token, cancellationToken);
            RequireDone(response);
        }

        if (upload is { } id)
        {
            using var request = Request(HttpMethod.Delete, $"/api/v1/uploads/{id}", token);
            request.Headers.Add(Resumable, "1.0.0");
            using var response = await http.SendAsync(request, cancellationToken);
            RequireDone(response);
        }
    }

    /// <summary>Ends the session.</summary>
    public async Task SignOutAsync(string token, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/v1/auth/sign-out", token, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? token)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static async Task<string> TokenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        response.EnsureSuccessStatusCode();
        return (await ReadAsync(response, ProbeJson.Default.TokenResponse, cancellationToken)).AccessToken;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new InvalidDataException("The answer is empty.");

    // What is gone, is in use, or has ended or changed meanwhile is left to the next round.
    private static void RequireDone(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.Locked))
        {
            response.EnsureSuccessStatusCode();
        }
    }

    private static byte[] ReadRecording()
    {
        using var stream = typeof(ProbeClient).Assembly.GetManifestResourceStream("Probing/recording.wav")
            ?? throw new InvalidOperationException("The recording of the prober is missing.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private async Task<HttpResponseMessage> PostAsync<T>(string path, T body, JsonTypeInfo<T> type, string? token, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, path, token);
        request.Content = JsonContent.Create(body, type);
        return await http.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, token);
        return await http.SendAsync(request, cancellationToken);
    }
}

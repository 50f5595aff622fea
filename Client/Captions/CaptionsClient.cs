using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Client.Queues;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.Client.Captions;

/// <summary>
/// Captions of recordings. Calls end as those of <see cref="QueueClient"/> do, with the same exceptions; those that may be repeated are,
/// while the API is away. Instances can be used by many callers at once.
/// </summary>
public sealed class CaptionsClient
{
    private const string Jobs = "/api/v1/jobs";
    private const string Settings = "/api/v1/account/captions";

    private readonly ApiRequests _api;

    internal CaptionsClient(ApiRequests api) => _api = api;

    /// <summary>Makes captions of a recording: accepted means that the platform has it on disk.</summary>
    /// <param name="input">Which recording, and what is wanted.</param>
    /// <param name="title">At most 200 characters; null for one made from the input.</param>
    /// <param name="tags">At most 10.</param>
    /// <param name="idempotencyKey">The same key and wish give the same job; with one, the call is repeated while the API is away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JobAccepted> SubmitAsync(
        CaptionsInput input, string? title = null, IReadOnlyList<string>? tags = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var job = new CreateJobRequest(JobKinds.Captions, JsonSerializer.SerializeToElement(input, ClientJson.Default.CaptionsInput), title, Tags: tags);
        return _api.SendAsync(
            () => With(idempotencyKey, new(HttpMethod.Post, Jobs) { Content = JsonContent.Create(job, ClientJson.Default.CreateJobRequest) }),
            ClientJson.Default.JobAccepted, mayRepeat: idempotencyKey is not null, cancellationToken);
    }

    /// <summary>A job, as far as it is.</summary>
    /// <param name="job">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JobResponse> GetJobAsync(Guid job, CancellationToken cancellationToken = default) =>
        _api.SendAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}"), ClientJson.Default.JobResponse, mayRepeat: true, cancellationToken);

    /// <summary>The captions of a job that has succeeded.</summary>
    /// <param name="job">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<CaptionDocument> GetAsync(Guid job, CancellationToken cancellationToken = default) =>
        _api.SendAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}/captions?format=json"), ClientJson.Default.CaptionDocument, mayRepeat: true, cancellationToken);

    /// <summary>The cues that a running job has so far; null before the first, and once it has ended.</summary>
    /// <param name="job">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CaptionDocument?> GetLiveAsync(Guid job, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _api.SendAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}/captions/live"), ClientJson.Default.CaptionDocument, mayRepeat: true, cancellationToken);
        }
        catch (QueueApiException refusal) when (refusal.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    /// <summary>Recognises the recording of a job that has succeeded once more, by another job; the first stays as it is.</summary>
    /// <param name="job">Which.</param>
    /// <param name="wanted">What is wanted this time.</param>
    /// <param name="idempotencyKey">The same key and wish give the same job; with one, the call is repeated while the API is away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JobAccepted> RecogniseAgainAsync(Guid job, RecogniseAgainRequest wanted, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return _api.SendAsync(
            () => With(idempotencyKey, new(HttpMethod.Post, $"{Jobs}/{job}/recognitions") { Content = JsonContent.Create(wanted, ClientJson.Default.RecogniseAgainRequest) }),
            ClientJson.Default.JobAccepted, mayRepeat: idempotencyKey is not null, cancellationToken);
    }

    /// <summary>The other jobs that recognise the same recording again, newest first, at most 200.</summary>
    /// <param name="job">Any job of the recording.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<JobResponse>> ListRecognitionsAsync(Guid job, CancellationToken cancellationToken = default) =>
        (await _api.SendAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}/recognitions"), ClientJson.Default.ListResponseJobResponse, mayRepeat: true, cancellationToken)).Items;

    /// <summary>What holds for the account's captions where a job says nothing.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<VersionedSettings> GetSettingsAsync(CancellationToken cancellationToken = default) =>
        SettingsAsync(() => new(HttpMethod.Get, Settings), mayRepeat: true, cancellationToken);

    /// <summary>Replaces what was read. Needs a token of a session: keys do not change an account.</summary>
    /// <param name="settings">The new settings, with the version of those that were read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="QueueApiException">412: they were changed since.</exception>
    public Task<VersionedSettings> SetSettingsAsync(VersionedSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return SettingsAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Put, Settings) { Content = JsonContent.Create(settings.Settings, ClientJson.Default.AccountCaptions) };
                request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(settings.Version));
                return request;
            },
            mayRepeat: false,
            cancellationToken);
    }

    private static HttpRequestMessage With(string? idempotencyKey, HttpRequestMessage request)
    {
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return request;
    }

    private async Task<VersionedSettings> SettingsAsync(Func<HttpRequestMessage> request, bool mayRepeat, CancellationToken cancellationToken)
    {
        using var response = await _api.SendAsync(request, mayRepeat, TimeSpan.Zero, cancellationToken);
        return new VersionedSettings(await ApiRequests.ReadAsync(response, ClientJson.Default.AccountCaptions, cancellationToken), response.Headers.ETag?.ToString() ?? "");
    }
}

/// <summary>An account's settings of captions as they were read.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Version">Their ETag, which they are replaced by.</param>
public sealed record VersionedSettings(AccountCaptions Settings, string Version);

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Client.Queues;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.Client.Captions;

/// <summary>
/// Creates captions of recordings and reads them. Calls fail with the same exceptions as those of <see cref="QueueClient"/>; idempotent ones are
/// retried while the API is unavailable. Instances are thread-safe.
/// </summary>
public sealed class CaptionsClient
{
    private const string Jobs = "/api/v1/jobs";
    private const string Settings = "/api/v1/account/captions";

    private readonly ApiRequests _api;

    internal CaptionsClient(ApiRequests api) => _api = api;

    /// <summary>Submits a recording for captioning. When it returns, the platform has stored the job durably.</summary>
    /// <param name="input">The recording and its options.</param>
    /// <param name="title">The title, at most 200 characters; null to derive it from the input.</param>
    /// <param name="tags">The tags, at most 10.</param>
    /// <param name="idempotencyKey">
    /// The idempotency key: the same key and input return the same job. With one, the call is retried while the API is unavailable.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<JobAccepted> SubmitAsync(
        CaptionsInput input, string? title = null, IReadOnlyList<string>? tags = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var job = new CreateJobRequest(JobKinds.Captions, JsonSerializer.SerializeToElement(input, ClientJson.Default.CaptionsInput), title, Tags: tags);
        return _api.SendAsync(
            () => With(idempotencyKey, new(HttpMethod.Post, Jobs) { Content = JsonContent.Create(job, ClientJson.Default.CreateJobRequest) }),
            ClientJson.Default.JobAccepted, mayRepeat: idempotencyKey is not null, cancellationToken);
    }

    /// <summary>Gets a job in its current state.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<JobResponse> GetJobAsync(Guid job, CancellationToken cancellationToken = default) =>
        _api.SendAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}"), ClientJson.Default.JobResponse, mayRepeat: true, cancellationToken);

    /// <summary>Gets the captions of a succeeded job.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<CaptionDocument> GetAsync(Guid job, CancellationToken cancellationToken = default) =>
        _api.SendAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}/captions?format=json"), ClientJson.Default.CaptionDocument, mayRepeat: true, cancellationToken);

    /// <summary>Gets the captions of a succeeded job as a file.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="format">The format, one of <see cref="CaptionFormat.All"/>.</param>
    /// <param name="hasWordTimes">Whether WebVTT has the time of each word; other formats do not.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The bytes of the file, UTF-8, with the line ends and the byte order mark of its format.</returns>
    public async Task<byte[]> ExportAsync(Guid job, CaptionFormat format, bool hasWordTimes = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(format);
        var path = $"{Jobs}/{job}/captions?format={format.Name}{(hasWordTimes ? "&word_times=true" : "")}";
        using var response = await _api.SendAsync(() => new(HttpMethod.Get, path), mayRepeat: true, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        return await ReadBytesAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces or corrects the captions of a succeeded job by a file, as their next revision.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="file">The file, at most 4 MiB: UTF-8, or UTF-16 with a byte order mark.</param>
    /// <param name="format">The format, one that <see cref="CaptionFormat.IsImported"/>.</param>
    /// <param name="revision">The revision of the captions that were read.</param>
    /// <param name="isCorrection">Whether only the text is used, and times and speakers stay; otherwise the file replaces all cues.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QueueApiException">412: the captions have changed since they were read. 422: the file is refused, with the line.</exception>
    public Task<CaptionDocument> ImportAsync(
        Guid job, ReadOnlyMemory<byte> file, CaptionFormat format, int revision, bool isCorrection = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(format);
        var path = $"{Jobs}/{job}/captions/import?format={format.Name}&mode={(isCorrection ? "correct" : "replace")}";
        var version = Version(revision);
        return _api.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(file) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(format.MediaType);
                request.Headers.IfMatch.Add(version);
                return request;
            },
            ClientJson.Default.CaptionDocument,
            mayRepeat: false,
            cancellationToken);
    }

    /// <summary>Replaces all cues of a succeeded job, as their next revision.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="wanted">All cues; those that were read have their ids.</param>
    /// <param name="revision">The revision of the captions that were read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QueueApiException">412: the captions have changed since they were read. 422: a field is refused.</exception>
    public Task<CaptionDocument> ReplaceAsync(Guid job, ReplaceCaptionsRequest wanted, int revision, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var version = Version(revision);
        return _api.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Put, $"{Jobs}/{job}/captions/document") { Content = JsonContent.Create(wanted, ClientJson.Default.ReplaceCaptionsRequest) };
                request.Headers.IfMatch.Add(version);
                return request;
            },
            ClientJson.Default.CaptionDocument,
            mayRepeat: false,
            cancellationToken);
    }

    /// <summary>Lists the kept revisions of a succeeded job's captions, newest first.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<CaptionRevision>> ListRevisionsAsync(Guid job, CancellationToken cancellationToken = default) =>
        (await _api.SendAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}/captions/revisions"), ClientJson.Default.ListResponseCaptionRevision, mayRepeat: true, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Gets a kept revision of a succeeded job's captions.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="revision">The revision: 0 for the recognised captions.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<CaptionDocument> GetRevisionAsync(Guid job, int revision, CancellationToken cancellationToken = default) =>
        _api.SendAsync(() => new(HttpMethod.Get, Revision(job, revision)), ClientJson.Default.CaptionDocument, mayRepeat: true, cancellationToken);

    /// <summary>Names a revision, which is then kept, or removes its name.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="revision">The revision, from 1.</param>
    /// <param name="name">The name, 1 to 100 characters; null to remove it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QueueApiException">409: the revision is not kept any more. 429: too many have names.</exception>
    public Task<CaptionRevision> NameRevisionAsync(Guid job, int revision, string? name, CancellationToken cancellationToken = default) => _api.SendAsync(
        () => new(HttpMethod.Put, Revision(job, revision) + "/name") { Content = JsonContent.Create(new RenameRevisionRequest(name), ClientJson.Default.RenameRevisionRequest) },
        ClientJson.Default.CaptionRevision, mayRepeat: true, cancellationToken);

    /// <summary>Makes the captions those of an older revision again, as the next revision.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="older">The revision to restore.</param>
    /// <param name="revision">The revision of the captions that were read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QueueApiException">412: the captions have changed since they were read.</exception>
    public Task<CaptionDocument> RestoreRevisionAsync(Guid job, int older, int revision, CancellationToken cancellationToken = default)
    {
        var version = Version(revision);
        return _api.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, Revision(job, older) + "/restore");
                request.Headers.IfMatch.Add(version);
                return request;
            },
            ClientJson.Default.CaptionDocument,
            mayRepeat: false,
            cancellationToken);
    }

    /// <summary>Gets the cues of a running job so far; null before the first cue, and after the job has ended.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<CaptionDocument?> GetLiveAsync(Guid job, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _api.SendAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}/captions/live"), ClientJson.Default.CaptionDocument, mayRepeat: true, cancellationToken).ConfigureAwait(false);
        }
        catch (QueueApiException refusal) when (refusal.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    /// <summary>Recognises the recording of a succeeded job again, as another job; the first job is not changed.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="wanted">The options of the new job.</param>
    /// <param name="idempotencyKey">
    /// The idempotency key: the same key and input return the same job. With one, the call is retried while the API is unavailable.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<JobAccepted> RecogniseAgainAsync(Guid job, RecogniseAgainRequest wanted, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return _api.SendAsync(
            () => With(idempotencyKey, new(HttpMethod.Post, $"{Jobs}/{job}/recognitions") { Content = JsonContent.Create(wanted, ClientJson.Default.RecogniseAgainRequest) }),
            ClientJson.Default.JobAccepted, mayRepeat: idempotencyKey is not null, cancellationToken);
    }

    /// <summary>Lists the other jobs that recognise the same recording, newest first, at most 200.</summary>
    /// <param name="job">The id of any job of the recording.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<JobResponse>> ListRecognitionsAsync(Guid job, CancellationToken cancellationToken = default) =>
        (await _api.SendAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}/recognitions"), ClientJson.Default.ListResponseJobResponse, mayRepeat: true, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Submits a job that puts the captions of a succeeded job, as they are now, into their recording.</summary>
    /// <param name="input">The job, and what file is made.</param>
    /// <param name="title">The title, at most 200 characters; null for that of the captions job.</param>
    /// <param name="idempotencyKey">
    /// The idempotency key: the same key and input return the same job. With one, the call is retried while the API is unavailable.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QueueApiException">422: there is no such captions job, it has no captions, or the recording has no picture to burn them into.</exception>
    public Task<JobAccepted> MakeVideoAsync(
        CaptionedVideoInput input, string? title = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var job = new CreateJobRequest(JobKinds.CaptionedVideo, JsonSerializer.SerializeToElement(input, ClientJson.Default.CaptionedVideoInput), title);
        return _api.SendAsync(
            () => With(idempotencyKey, new(HttpMethod.Post, Jobs) { Content = JsonContent.Create(job, ClientJson.Default.CreateJobRequest) }),
            ClientJson.Default.JobAccepted, mayRepeat: idempotencyKey is not null, cancellationToken);
    }

    /// <summary>Copies the file that a job of <see cref="MakeVideoAsync"/> has made.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="target">The stream that receives the file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QueueApiException">409: the job has made no file (yet).</exception>
    /// <exception cref="QueueUnavailableException">The API did not answer, or the file broke off.</exception>
    public async Task CopyVideoAsync(Guid job, Stream target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var response = await _api.OpenAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}/video"), cancellationToken).ConfigureAwait(false);
        try
        {
            await response.Content.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw new QueueUnavailableException($"The file broke off: {exception.Message}", exception);
        }
    }

    /// <summary>Creates a link to the captions of a succeeded job: whoever has its token reads, or edits, them without an account.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="wanted">What the link may do, and until when.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The link, with its token.</returns>
    /// <exception cref="QueueApiException">429: the job has the most links.</exception>
    public Task<CaptionLink> CreateLinkAsync(Guid job, CreateLinkRequest wanted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return _api.SendAsync(
            () => new(HttpMethod.Post, $"{Jobs}/{job}/links") { Content = JsonContent.Create(wanted, ClientJson.Default.CreateLinkRequest) },
            ClientJson.Default.CaptionLink, mayRepeat: false, cancellationToken);
    }

    /// <summary>Lists the links to the captions of a job that have not expired, newest first.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<CaptionLink>> ListLinksAsync(Guid job, CancellationToken cancellationToken = default) =>
        (await _api.SendAsync(() => new(HttpMethod.Get, $"{Jobs}/{job}/links"), ClientJson.Default.ListResponseCaptionLink, mayRepeat: true, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Revokes a link at once.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="link">The id of the link.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QueueApiException">404: there is no such link.</exception>
    public async Task RevokeLinkAsync(Guid job, Guid link, CancellationToken cancellationToken = default) =>
        (await _api.SendAsync(() => new(HttpMethod.Delete, $"{Jobs}/{job}/links/{link}"), mayRepeat: false, TimeSpan.Zero, cancellationToken).ConfigureAwait(false)).Dispose();

    /// <summary>Gets the default caption settings of the account.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<VersionedSettings> GetSettingsAsync(CancellationToken cancellationToken = default) =>
        SettingsAsync(() => new(HttpMethod.Get, Settings), mayRepeat: true, cancellationToken);

    /// <summary>Replaces the settings. Needs a session's token: API keys cannot change an account.</summary>
    /// <param name="settings">The new settings, with the version of those that were read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QueueApiException">412: the settings have changed since they were read.</exception>
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

    private static EntityTagHeaderValue Version(int revision) => EntityTagHeaderValue.Parse(string.Create(CultureInfo.InvariantCulture, $"\"r{revision}\""));

    private static string Revision(Guid job, int revision) => string.Create(CultureInfo.InvariantCulture, $"{Jobs}/{job}/captions/revisions/{revision}");

    private static HttpRequestMessage With(string? idempotencyKey, HttpRequestMessage request)
    {
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return request;
    }

    private static async Task<byte[]> ReadBytesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new QueueUnavailableException($"The answer of the platform's API broke off: {exception.Message}", exception);
        }
    }

    private async Task<VersionedSettings> SettingsAsync(Func<HttpRequestMessage> request, bool mayRepeat, CancellationToken cancellationToken)
    {
        using var response = await _api.SendAsync(request, mayRepeat, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        return new VersionedSettings(await ApiRequests.ReadAsync(response, ClientJson.Default.AccountCaptions, cancellationToken).ConfigureAwait(false), response.Headers.ETag?.ToString() ?? "");
    }
}

/// <summary>Holds an account's caption settings and their version.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Version">The ETag of the settings, needed to replace them.</param>
public sealed record VersionedSettings(AccountCaptions Settings, string Version);

using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for the jobs and captions of the signed-in user.</summary>
internal sealed class JobsApi(GatewayHttp http, ICaller caller)
{
    /// <summary>Creates a job, or returns the one that an earlier request with the same key created.</summary>
    public async Task<JobAccepted> CreateAsync(CreateJobRequest job, string key, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () =>
            {
                var request = HttpJson.Request(HttpMethod.Post, "/api/v1/jobs", job, GatewayClientJson.Default.CreateJobRequest);
                request.Headers.Add("Idempotency-Key", key);
                return request;
            },
            cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.JobAccepted, cancellationToken);
    }

    public async Task<PageResponse<JobResponse>> ListAsync(JobQuery query, int limit, string? cursor, CancellationToken cancellationToken)
    {
        using var response = await GetAsync("/api/v1/jobs" + query.ToQueryString(limit, cursor), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.PageResponseJobResponse, cancellationToken);
    }

    public async Task<JobResponse> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        using var response = await GetAsync($"/api/v1/jobs/{id}", cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.JobResponse, cancellationToken);
    }

    /// <summary>Cancels, retries or deletes a job; null if it was deleted.</summary>
    public async Task<JobResponse?> ActAsync(Guid id, JobAction action, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () => action == JobAction.Delete
                ? new(HttpMethod.Delete, $"/api/v1/jobs/{id}")
                : new(HttpMethod.Post, $"/api/v1/jobs/{id}/{(action == JobAction.Cancel ? "cancel" : "retry")}"),
            cancellationToken);
        if (action == JobAction.Delete)
        {
            await response.ThrowIfRefusedAsync(cancellationToken);
            return null;
        }

        return await response.ReadAsync(GatewayClientJson.Default.JobResponse, cancellationToken);
    }

    /// <summary>Acts on all matching jobs, in as many calls as necessary, or until the backlog is full.</summary>
    public async Task<ActOnJobsResult> ActAsync(BulkRequest bulk, CancellationToken cancellationToken)
    {
        var sum = new ActOnJobsResult(0, 0);
        do
        {
            var call = bulk with { Cursor = sum.NextCursor };
            using var response = await http.SendAsAsync(
                caller,
                () => HttpJson.Request(HttpMethod.Post, "/api/v1/jobs/bulk", call, GatewayClientJson.Default.BulkRequest),
                cancellationToken);
            var done = await response.ReadAsync(GatewayClientJson.Default.ActOnJobsResult, cancellationToken);
            sum = new ActOnJobsResult(sum.Matched + done.Matched, sum.Changed + done.Changed, done.NextCursor, done.Refused, done.Refusal);
        }
        while (sum is { NextCursor: not null, Refusal: null });
        return sum;
    }

    /// <summary>Gets how far all jobs with a tag are together.</summary>
    public async Task<JobsProgress> ProgressAsync(string tag, CancellationToken cancellationToken)
    {
        using var response = await GetAsync("/api/v1/jobs/progress?tag=" + Uri.EscapeDataString(tag), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.JobsProgress, cancellationToken);
    }

    /// <summary>Gets how many captions jobs of the account run and wait, and what limits them.</summary>
    public async Task<JobLimitsResponse> LimitsAsync(CancellationToken cancellationToken)
    {
        using var response = await GetAsync("/api/v1/jobs/limits", cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.JobLimitsResponse, cancellationToken);
    }

    public async Task<JobLogPage> LogAsync(Guid id, long after, int limit, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"/api/v1/jobs/{id}/log?after={after}&limit={limit}"), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.JobLogPage, cancellationToken);
    }

    public async Task<IReadOnlyList<JobAttempt>> AttemptsAsync(Guid id, CancellationToken cancellationToken)
    {
        using var response = await GetAsync($"/api/v1/jobs/{id}/attempts", cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseJobAttempt, cancellationToken)).Items;
    }

    public async Task<IReadOnlyList<WebhookDelivery>> WebhookDeliveriesAsync(Guid id, CancellationToken cancellationToken)
    {
        using var response = await GetAsync($"/api/v1/jobs/{id}/webhook-deliveries", cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseWebhookDelivery, cancellationToken)).Items;
    }

    /// <summary>Creates a job from a finished one's recording, or returns the one that an earlier request with the same key created.</summary>
    public async Task<JobAccepted> RecogniseAgainAsync(Guid id, RecogniseAgainRequest wanted, string key, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () =>
            {
                var request = HttpJson.Request(HttpMethod.Post, $"/api/v1/jobs/{id}/recognitions", wanted, GatewayClientJson.Default.RecogniseAgainRequest);
                request.Headers.Add("Idempotency-Key", key);
                return request;
            },
            cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.JobAccepted, cancellationToken);
    }

    /// <summary>Lists the other jobs that recognise the same recording.</summary>
    public async Task<IReadOnlyList<JobResponse>> RecognitionsAsync(Guid id, CancellationToken cancellationToken)
    {
        using var response = await GetAsync($"/api/v1/jobs/{id}/recognitions", cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseJobResponse, cancellationToken)).Items;
    }

    /// <summary>Gets the cues of a running job so far.</summary>
    /// <exception cref="GatewayException">404 before the first cue, 409 once the job has ended.</exception>
    public async Task<CaptionDocument> LiveCaptionsAsync(Guid id, CancellationToken cancellationToken)
    {
        using var response = await GetAsync($"/api/v1/jobs/{id}/captions/live", cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.CaptionDocument, cancellationToken);
    }

    public async Task<TaggedCaptions> CaptionsAsync(Guid id, CancellationToken cancellationToken)
    {
        using var response = await GetAsync($"/api/v1/jobs/{id}/captions?format=json", cancellationToken);
        var document = await response.ReadAsync(GatewayClientJson.Default.CaptionDocument, cancellationToken);
        return new(document, response.Headers.ETag);
    }

    /// <summary>Saves changed captions.</summary>
    /// <exception cref="GatewayException">412 or 409: another user has saved since <paramref name="tag"/>.</exception>
    public async Task SaveCaptionsAsync(Guid id, EditCaptionsRequest edit, EntityTagHeaderValue? tag, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () =>
            {
                var request = HttpJson.Request(HttpMethod.Put, $"/api/v1/jobs/{id}/captions", edit, GatewayClientJson.Default.EditCaptionsRequest);
                if (tag is not null)
                {
                    request.Headers.IfMatch.Add(tag);
                }

                return request;
            },
            cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    public static JsonElement InputOf(CaptionsInput input) => JsonSerializer.SerializeToElement(input, GatewayClientJson.Default.CaptionsInput);

    /// <summary>Parses the input of a captions job; null for other kinds, or if it cannot be parsed.</summary>
    public static CaptionsInput? InputOf(JobResponse job) =>
        job.Kind == JobKinds.Captions ? Read(job.Input, GatewayClientJson.Default.CaptionsInput) : null;

    /// <summary>Parses the result of a captions job; null if there is none, or it cannot be parsed.</summary>
    public static CaptionsResult? ResultOf(JobResponse job) =>
        job is { Kind: JobKinds.Captions, State: JobState.Succeeded } ? Read(job.Result, GatewayClientJson.Default.CaptionsResult) : null;

    /// <summary>Parses the input of a job that puts captions into a recording; null for other kinds, or if it cannot be parsed.</summary>
    public static CaptionedVideoInput? VideoInputOf(JobResponse job) =>
        job.Kind == JobKinds.CaptionedVideo ? Read(job.Input, GatewayClientJson.Default.CaptionedVideoInput) : null;

    /// <summary>Parses the result of a job that puts captions into a recording; null if there is none, or it cannot be parsed.</summary>
    public static CaptionedVideoResult? VideoOf(JobResponse job) =>
        job is { Kind: JobKinds.CaptionedVideo, State: JobState.Succeeded } ? Read(job.Result, GatewayClientJson.Default.CaptionedVideoResult) : null;

    // One job with unexpected content must not break the whole list.
    private static T? Read<T>(JsonElement? json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return json is { ValueKind: JsonValueKind.Object } known ? known.Deserialize(type) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) =>
        http.SendAsAsync(caller, () => new(HttpMethod.Get, path), cancellationToken);
}

/// <summary>Holds a caption document and the ETag to save it with.</summary>
internal sealed record TaggedCaptions(CaptionDocument Document, EntityTagHeaderValue? Tag);

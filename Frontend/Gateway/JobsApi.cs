using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>The signed-in user's jobs and captions.</summary>
internal sealed class JobsApi(GatewayHttp http, ICaller caller)
{
    /// <summary>Makes a job, or finds the one that was made of an earlier request with the same key.</summary>
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

    /// <summary>Cancels or retries a job, or deletes it; null when deleted.</summary>
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

    /// <summary>Acts on all of them, in as many calls as that takes, or until there is no room for more.</summary>
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

    /// <summary>Makes a job of a finished one's recording, or finds the one that was made of an earlier request with the same key.</summary>
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

    /// <summary>The other jobs that recognise the same recording again.</summary>
    public async Task<IReadOnlyList<JobResponse>> RecognitionsAsync(Guid id, CancellationToken cancellationToken)
    {
        using var response = await GetAsync($"/api/v1/jobs/{id}/recognitions", cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseJobResponse, cancellationToken)).Items;
    }

    /// <summary>The cues that a running job has so far.</summary>
    /// <exception cref="GatewayException">404 before the first, 409 once the job has ended.</exception>
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

    /// <exception cref="GatewayException">412 or 409: someone else saved since <paramref name="tag"/>.</exception>
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

    /// <summary>Null where it is another kind of job, or cannot be read.</summary>
    public static CaptionsInput? InputOf(JobResponse job) =>
        job.Kind == JobKinds.Captions ? Read(job.Input, GatewayClientJson.Default.CaptionsInput) : null;

    /// <summary>Null where there is none, or it cannot be read.</summary>
    public static CaptionsResult? ResultOf(JobResponse job) =>
        job is { Kind: JobKinds.Captions, State: JobState.Succeeded } ? Read(job.Result, GatewayClientJson.Default.CaptionsResult) : null;

    // One job that holds what nobody expects must not take the list down that it is in.
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

/// <summary>A caption document and the tag to save it with.</summary>
internal sealed record TaggedCaptions(CaptionDocument Document, EntityTagHeaderValue? Tag);

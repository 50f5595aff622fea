using System.Globalization;
using System.Net;
using System.Text.Json.Serialization.Metadata;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;

namespace Platform.ApiGateway.JobManagement;

/// <summary>Calls the internal API of JobManager. If it is unavailable, requests end with the problem <c>dependency</c>.</summary>
internal sealed class JobManagerClient(HttpClient http)
{
    public const string Name = "job-manager";

    /// <summary>Submits a group of jobs; the body is JSON of <see cref="SubmitJobs"/>.</summary>
    public async Task<SubmitJobsResult> SubmitAsync(HttpContent body, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync("/internal/v1/jobs/submit", body, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await FaultAsync(response, cancellationToken);
        }

        return await ReadAsync(response, ContractsJson.Default.SubmitJobsResult, cancellationToken);
    }

    public async Task<JobSearchResult> SearchAsync(JobSearch search, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/v1/jobs/search")
        {
            Content = JsonContent.Create(search, ContractsJson.Default.JobSearch),
        };
        ServiceDefaults.Dependencies.ServiceClientRequests.MarkIdempotent(request);
        using var response = await http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode
            ? await ReadAsync(response, ContractsJson.Default.JobSearchResult, cancellationToken)
            : throw await FaultAsync(response, cancellationToken);
    }

    /// <summary>Gets a job; null if there is none that this owner may see.</summary>
    public Task<JobRecord?> GetAsync(Guid id, Guid? owner, CancellationToken cancellationToken) =>
        GetAsync(Path(id, "", owner), ContractsJson.Default.JobRecord, cancellationToken);

    public Task<JobLogPage?> GetLogAsync(Guid id, Guid? owner, long? after, int limit, CancellationToken cancellationToken)
    {
        var path = Path(id, "/log", owner);
        path += (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "limit=" + limit.ToString(CultureInfo.InvariantCulture);
        return GetAsync(after is { } a ? path + "&after=" + a.ToString(CultureInfo.InvariantCulture) : path, ContractsJson.Default.JobLogPage, cancellationToken);
    }

    public Task<IReadOnlyList<JobAttempt>?> GetAttemptsAsync(Guid id, Guid? owner, CancellationToken cancellationToken) =>
        GetAsync(Path(id, "/attempts", owner), ContractsJson.Default.IReadOnlyListJobAttempt, cancellationToken);

    public Task<IReadOnlyList<WebhookDelivery>?> GetWebhookDeliveriesAsync(Guid id, Guid? owner, CancellationToken cancellationToken) =>
        GetAsync(Path(id, "/webhook-deliveries", owner), ContractsJson.Default.IReadOnlyListWebhookDelivery, cancellationToken);

    public Task<IReadOnlyList<AuditEntry>?> GetAuditAsync(int limit, Guid? before, CancellationToken cancellationToken) =>
        GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"/internal/v1/audit?limit={limit}") + (before is { } b ? $"&before={b}" : ""),
            ContractsJson.Default.IReadOnlyListAuditEntry,
            cancellationToken);

    /// <summary>Adds an entry to the audit log; idempotent.</summary>
    public async Task NoteAsync(NewAuditEntry entry, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/v1/audit") { Content = JsonContent.Create(entry, ContractsJson.Default.NewAuditEntry) };
        ServiceDefaults.Dependencies.ServiceClientRequests.MarkIdempotent(request);
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await FaultAsync(response, cancellationToken);
        }
    }

    /// <summary>Acts on a job; null if it was deleted.</summary>
    /// <exception cref="ApiProblemException">404 or 409.</exception>
    public Task<JobRecord?> ActAsync(Guid id, ActOnJob act, CancellationToken cancellationToken) =>
        PostAsync($"/internal/v1/jobs/{id}/act", act, ContractsJson.Default.ActOnJob, ContractsJson.Default.JobRecord, cancellationToken);

    public async Task<ActedOnJobs> ActOnAllAsync(ActOnJobs act, CancellationToken cancellationToken) =>
        (await PostAsync("/internal/v1/jobs/act", act, ContractsJson.Default.ActOnJobs, ContractsJson.Default.ActedOnJobs, cancellationToken))!;

    /// <exception cref="ApiProblemException">404 or 409.</exception>
    public async Task<JobRecord> ReplaceResultAsync(Guid id, ReplaceResult replace, CancellationToken cancellationToken) =>
        (await PostAsync($"/internal/v1/jobs/{id}/result", replace, ContractsJson.Default.ReplaceResult, ContractsJson.Default.JobRecord, cancellationToken))!;

    private static string Path(Guid id, string part, Guid? owner) =>
        $"/internal/v1/jobs/{id}{part}" + (owner is { } o ? $"?owner_id={o}" : "");

    private async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await http.GetAsync(path, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        return response.IsSuccessStatusCode ? await ReadAsync(response, type, cancellationToken) : throw await FaultAsync(response, cancellationToken);
    }

    private async Task<TResult?> PostAsync<T, TResult>(string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TResult> resultType, CancellationToken cancellationToken)
        where TResult : class
    {
        using var response = await http.PostAsync(path, JsonContent.Create(body, type), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return null;
        }

        return response.IsSuccessStatusCode ? await ReadAsync(response, resultType, cancellationToken) : throw await FaultAsync(response, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new HttpRequestException("JobManager answered null.");

    private static Task<Exception> FaultAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        ServiceRefusals.ReadAsync(response, Name, "There is no such job.", cancellationToken);
}

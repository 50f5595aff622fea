using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for incidents and channels, for people on call.</summary>
internal sealed class IncidentsApi(GatewayHttp http, ICaller caller)
{
    private const string Root = "/api/v1/operations";

    /// <summary>Lists a page of incidents, newest first.</summary>
    /// <param name="isOpen">Whether only those are listed that are not resolved.</param>
    /// <param name="cursor">The cursor of the page; null for the first.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<PageResponse<IncidentResponse>> ListAsync(bool isOpen, string? cursor, CancellationToken cancellationToken) => GetAsync(
        $"{Root}/incidents?limit=50{(isOpen ? "&state=detected,acknowledged,identified,fixing,monitoring" : "")}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}",
        GatewayClientJson.Default.PageResponseIncidentResponse,
        cancellationToken);

    public Task<IncidentDetails> GetAsync(long number, CancellationToken cancellationToken) => GetAsync(PathOf(number), GatewayClientJson.Default.IncidentDetails, cancellationToken);

    public Task<IncidentDetails> OpenAsync(CreateIncidentRequest incident, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{Root}/incidents", incident, GatewayClientJson.Default.CreateIncidentRequest, null, cancellationToken);

    public Task<IncidentDetails> AcknowledgeAsync(long number, CancellationToken cancellationToken) =>
        ReadAsync(() => new(HttpMethod.Post, PathOf(number) + "/acknowledge"), GatewayClientJson.Default.IncidentDetails, cancellationToken);

    /// <summary>Changes an incident, unless it has changed since it was read.</summary>
    public Task<IncidentDetails> EditAsync(IncidentResponse known, EditIncidentRequest changes, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, PathOf(known.Number), changes, GatewayClientJson.Default.EditIncidentRequest, known.Revision, cancellationToken);

    public Task<IncidentDetails> AddNoteAsync(long number, string text, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, PathOf(number) + "/notes", new AddNoteRequest(text), GatewayClientJson.Default.AddNoteRequest, null, cancellationToken);

    public Task<IncidentDetails> MergeAsync(long number, long into, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, PathOf(number) + "/merge", new MergeIncidentRequest(into), GatewayClientJson.Default.MergeIncidentRequest, null, cancellationToken);

    public Task<IncidentDetails> SplitAsync(long number, IReadOnlyList<AlertName> alerts, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, PathOf(number) + "/split", new SplitAlertsRequest(alerts), GatewayClientJson.Default.SplitAlertsRequest, null, cancellationToken);

    private static string PathOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{Root}/incidents/{number}");

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) => ReadAsync(() => new(HttpMethod.Get, path), type, cancellationToken);

    private Task<IncidentDetails> SendAsync<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type, long? revision, CancellationToken cancellationToken) => ReadAsync(
        () =>
        {
            var request = HttpJson.Request(method, path, body, type);
            if (revision is { } known)
            {
                request.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{known}\"")));
            }

            return request;
        },
        GatewayClientJson.Default.IncidentDetails,
        cancellationToken);

    private async Task<T> ReadAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, request, cancellationToken);
        return await response.ReadAsync(type, cancellationToken);
    }
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Calls Alertmanager's HTTP API, version 2.</summary>
internal sealed class AlertmanagerClient(HttpClient http)
{
    public const string Name = "alertmanager";

    public Task<IReadOnlyList<ManagedAlert>> GetAlertsAsync(CancellationToken cancellationToken) =>
        GetAsync("/api/v2/alerts", MonitoringJson.Default.IReadOnlyListManagedAlert, cancellationToken);

    public Task<IReadOnlyList<ManagedSilence>> GetSilencesAsync(CancellationToken cancellationToken) =>
        GetAsync("/api/v2/silences", MonitoringJson.Default.IReadOnlyListManagedSilence, cancellationToken);

    /// <summary>Creates a silence and returns its id.</summary>
    /// <exception cref="ApiProblemException">422: Alertmanager refused it; 503: it does not answer.</exception>
    public async Task<string> CreateSilenceAsync(NewSilence silence, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync("/api/v2/silences", JsonContent.Create(silence, MonitoringJson.Default.NewSilence), cancellationToken);
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            throw new ApiProblemException(ApiProblem.Invalid("matchers", FieldError.Other(await WhyAsync(response, cancellationToken))));
        }

        ThrowIfUnavailable(response);
        return (await response.Content.ReadFromJsonAsync(MonitoringJson.Default.CreatedSilence, cancellationToken))?.SilenceId
            ?? throw new ApiProblemException(ApiProblem.Dependency(Name, 5));
    }

    /// <summary>Ends a silence; false if there is none of that id.</summary>
    /// <exception cref="ApiProblemException">503: it does not answer.</exception>
    public async Task<bool> ExpireSilenceAsync(Guid id, CancellationToken cancellationToken)
    {
        var address = $"/api/v2/silence/{id}";

        // Ending a silence that does not exist is a server error in some versions; reading it is not.
        using (var known = await http.GetAsync(address, cancellationToken))
        {
            if (known.StatusCode == HttpStatusCode.NotFound)
            {
                return false;
            }

            ThrowIfUnavailable(known);
        }

        using var response = await http.DeleteAsync(address, cancellationToken);
        ThrowIfUnavailable(response);
        return true;
    }

    private async Task<IReadOnlyList<T>> GetAsync<T>(string path, JsonTypeInfo<IReadOnlyList<T>> type, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(path, cancellationToken);
        ThrowIfUnavailable(response);
        return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? [];
    }

    private static void ThrowIfUnavailable(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new ApiProblemException(ApiProblem.Dependency(Name, 5));
        }
    }

    // The error is a bare JSON string.
    private static async Task<string> WhyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(MonitoringJson.Default.String, cancellationToken) ?? "Alertmanager refuses this.";
        }
        catch (JsonException)
        {
            return "Alertmanager refuses this.";
        }
    }
}

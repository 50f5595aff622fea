using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Platform.Maintenance.Backups;

/// <summary>Has Prometheus make a snapshot of its data, which it does where its admin API is enabled.</summary>
internal sealed class PrometheusSnapshot(IHttpClientFactory clients, IOptions<BackupOptions> options)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Makes a snapshot, which the caller deletes.</summary>
    /// <returns>Its folder, or why there is none.</returns>
    public async Task<(string? Folder, string? Reason)> MakeAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings.PrometheusAddress is not { } address || settings.PrometheusData is not { Length: > 0 } data)
        {
            return (null, "not configured");
        }

        using var client = clients.CreateClient();
        client.Timeout = s_patience;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "api/v1/admin/tsdb/snapshot"));
        if (settings.PrometheusPassword is { Length: > 0 } password)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.PrometheusUser}:{password}")));
        }

        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return (null, $"its admin API answered {(int)response.StatusCode}; --web.enable-admin-api enables it");
            }

            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var name = answer.RootElement.GetProperty("data").GetProperty("name").GetString()!;
            var folder = Path.Combine(data, "snapshots", Path.GetFileName(name));
            return Directory.Exists(folder) ? (folder, null) : (null, $"its snapshot is not in {data}");
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, $"it did not answer as it should: {failure.Message}");
        }
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Calls Prometheus' HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/).</summary>
internal sealed class PrometheusClient(HttpClient http, IOptions<MonitoringOptions> options)
{
    public const string Name = "prometheus";

    /// <summary>Runs a query and returns the unchanged response.</summary>
    /// <exception cref="ApiProblemException">422: Prometheus refused the query; 503: it does not answer.</exception>
    public Task<byte[]> GetAsync(string path, IEnumerable<KeyValuePair<string, string>> query, CancellationToken cancellationToken) =>
        SendAsync(path + QueryString.Create(query.Append(new("timeout", Seconds(options.Value.QueryTimeout)))!), "query", cancellationToken);

    /// <summary>Lists the values of a label, or series; Prometheus has no time limit for these.</summary>
    /// <exception cref="ApiProblemException">422: Prometheus refused the selector; 503: it does not answer.</exception>
    public Task<byte[]> ListAsync(string path, IEnumerable<KeyValuePair<string, string>> query, CancellationToken cancellationToken) =>
        SendAsync(path + QueryString.Create(query!), "match", cancellationToken);

    /// <summary>Gets the pending and firing alerts.</summary>
    public async Task<IReadOnlyList<PrometheusAlert>> GetAlertsAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync("/api/v1/alerts", "query", cancellationToken);
        return JsonSerializer.Deserialize(answer, MonitoringJson.Default.PrometheusAlerts)?.Data.Alerts ?? [];
    }

    private async Task<byte[]> SendAsync(string address, string field, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.QueryTimeout + TimeSpan.FromSeconds(5));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var body = await ReadAsync(response, limit.Token);
            return response.IsSuccessStatusCode ? body : throw new ApiProblemException(Explain(response.StatusCode, body, field));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiProblemException(ApiProblem.Dependency(Name, 5, exception));
        }
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var most = options.Value.MaxAnswerBytes;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[32 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > most)
            {
                throw new ApiProblemException(ApiProblem.Invalid("query", FieldError.Other(string.Create(CultureInfo.InvariantCulture, $"The answer has more than {most} bytes: ask for fewer series or points."))));
            }

            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return body.ToArray();
    }

    private static ApiProblem Explain(HttpStatusCode status, byte[] body, string field)
    {
        var (kind, text) = ReadError(body);
        return status switch
        {
            _ when kind is "timeout" or "canceled" => ApiProblem.Invalid(field, FieldError.Other("This takes Prometheus too long: ask for less.")),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ApiProblem.Invalid(field, FieldError.Other(text ?? "Prometheus does not understand this.")),
            _ => ApiProblem.Dependency(Name, 5),
        };
    }

    private static (string? Kind, string? Text) ReadError(byte[] body)
    {
        try
        {
            var error = JsonSerializer.Deserialize(body, MonitoringJson.Default.PrometheusError);
            return (error?.ErrorType, error?.Error);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString(CultureInfo.InvariantCulture) + "s";
}

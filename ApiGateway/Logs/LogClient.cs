using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.LogFiles;
using Platform.ServiceDefaults.Logs;

namespace Platform.ApiGateway.Logs;

/// <summary>Reads log files from other replicas. One that does not answer in time is omitted, because only the log page depends on it.</summary>
internal sealed partial class LogClient(IHttpClientFactory clients, IOptions<LogOptions> own, IOptions<LogReadingOptions> options, ILogger<LogClient> logger)
{
    public const string Name = "logs";

    /// <summary>Lists a replica's files; null if it does not answer.</summary>
    public Task<IReadOnlyList<LogFileEntry>?> ListAsync(LogSource source, CancellationToken cancellationToken) =>
        RequestAsync(source, "", LogFileJson.Default.IReadOnlyListLogFileEntry, cancellationToken);

    /// <summary>Reads a replica's log lines; null if it does not answer.</summary>
    public Task<IReadOnlyList<LogLineAt>?> ReadAsync(LogSource source, LogQuery query, CancellationToken cancellationToken) =>
        RequestAsync(source, "/lines" + LogFileEndpoints.QueryString(query), LogFileJson.Default.IReadOnlyListLogLineAt, cancellationToken);

    /// <summary>Requests a file from a replica; null if it does not have the file or does not answer. The response must be disposed.</summary>
    public async Task<HttpResponseMessage?> OpenAsync(LogSource source, LogFileName name, string? range, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.Timeout);
        using var request = Request(source, "/" + name);
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        try
        {
            var response = await clients.CreateClient(Name).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if ((int)response.StatusCode is 200 or 206 or 416)
            {
                return response;
            }

            response.Dispose();
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogUnavailable(source.Service, exception.Message);
        }

        return null;
    }

    private async Task<T?> RequestAsync<T>(LogSource source, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.Timeout);
        try
        {
            using var request = Request(source, path);
            using var response = await clients.CreateClient(Name).SendAsync(request, timeout.Token);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync(type, timeout.Token);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException
            && !cancellationToken.IsCancellationRequested)
        {
            LogUnavailable(source.Service, exception.Message);
            return null;
        }
    }

    private HttpRequestMessage Request(LogSource source, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(source.Address, LogFileEndpoints.Path + path));
        request.Headers.Add(LogFileEndpoints.KeyHeader, own.Value.AccessKey ?? "");
        return request;
    }

    [LoggerMessage(1, LogLevel.Warning, "Logs of a replica of {Source} cannot be read: {Reason}")]
    private partial void LogUnavailable(string source, string reason);
}

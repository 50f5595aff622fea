using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.LogFiles;
using Platform.ServiceDefaults.Logs;

namespace Platform.ApiGateway.Logs;

/// <summary>Asks replicas for their log files. One that does not answer in time is left out: nothing depends on it but the page.</summary>
internal sealed partial class LogClient(IHttpClientFactory clients, IOptions<LogOptions> own, IOptions<LogReadingOptions> options, ILogger<LogClient> logger)
{
    public const string Name = "logs";

    /// <summary>A replica's files; null when it does not answer.</summary>
    public Task<List<LogFileEntry>?> ListAsync(LogSource source, CancellationToken cancellationToken) => AskAsync(
        source,
        "",
        static item => new LogFileEntry(
            item.GetProperty("name").GetString()!,
            item.GetProperty("length").GetInt64(),
            item.GetProperty("begun_at").GetDateTimeOffset(),
            item.GetProperty("modified_at").GetDateTimeOffset()),
        cancellationToken);

    /// <summary>A replica's lines; null when it does not answer.</summary>
    public Task<List<LogLineAt>?> ReadAsync(LogSource source, LogQuery query, CancellationToken cancellationToken) => AskAsync(
        source,
        "/lines" + LogFileEndpoints.QueryString(query),
        static item => new LogLineAt(
            LogPosition.TryParse(item.GetProperty("position").GetString(), out var position) ? position : throw new FormatException("This is no position."),
            item.GetProperty("at").GetDateTimeOffset(),
            item.GetProperty("line").Clone()),
        cancellationToken);

    /// <summary>A file from a replica; null when it has none of that name or does not answer. Dispose the answer.</summary>
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
            LogAway(source.Service, exception.Message);
        }

        return null;
    }

    private async Task<List<T>?> AskAsync<T>(LogSource source, string path, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.Timeout);
        try
        {
            using var request = Request(source, path);
            using var response = await clients.CreateClient(Name).SendAsync(request, timeout.Token);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(timeout.Token);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: timeout.Token);
            return [.. document.RootElement.EnumerateArray().Select(read)];
        }
        catch (Exception exception) when (
            exception is HttpRequestException or OperationCanceledException or JsonException or FormatException or KeyNotFoundException or InvalidOperationException
            && !cancellationToken.IsCancellationRequested)
        {
            LogAway(source.Service, exception.Message);
            return null;
        }
    }

    private HttpRequestMessage Request(LogSource source, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(source.Address, LogFileEndpoints.Path + path));
        request.Headers.Add(LogFileEndpoints.KeyHeader, own.Value.AccessKey ?? "");
        return request;
    }

    [LoggerMessage(1, LogLevel.Warning, "The logs of a replica of {Source} cannot be read: {Reason}")]
    private partial void LogAway(string source, string reason);
}

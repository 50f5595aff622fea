using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace Platform.Client.Queues;

/// <summary>Sends requests, retries idempotent ones, and converts every response to a value or an exception.</summary>
internal sealed class ApiRequests
{
    private readonly HttpClient _http;
    private readonly QueueClientOptions _options;
    private readonly ResiliencePipeline<HttpResponseMessage> _repeated;

    public ApiRequests(HttpClient http, IOptions<QueueClientOptions> options, TimeProvider time)
    {
        _http = http;
        _options = options.Value;
        _http.BaseAddress ??= _options.Address;

        // Each attempt has a timeout of its own.
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _repeated = Pipeline(_options.Retries, time);
    }

    /// <summary>Sends a request and returns its successful response, which the caller disposes.</summary>
    /// <param name="request">Creates the request, for each attempt.</param>
    /// <param name="mayRepeat">Whether the request is idempotent.</param>
    /// <param name="wait">How long the server may delay the response, in addition to the usual timeout.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="QueueApiException">The API refused the request.</exception>
    /// <exception cref="QueueUnavailableException">The API did not answer.</exception>
    public Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, bool mayRepeat, TimeSpan wait, CancellationToken cancellationToken) =>
        SendAsync(request, mayRepeat, wait, HttpCompletionOption.ResponseContentRead, cancellationToken);

    /// <summary>Sends an idempotent request and returns its successful response with a body that is yet to be read, without a time limit; the caller disposes it.</summary>
    /// <param name="request">Creates the request, for each attempt.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="QueueApiException">The API refused the request.</exception>
    /// <exception cref="QueueUnavailableException">The API did not answer.</exception>
    public Task<HttpResponseMessage> OpenAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        SendAsync(request, mayRepeat: true, TimeSpan.Zero, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> request, bool mayRepeat, TimeSpan wait, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        var pipeline = mayRepeat ? _repeated : ResiliencePipeline<HttpResponseMessage>.Empty;
        HttpResponseMessage response;
        try
        {
            response = await pipeline.ExecuteAsync(token => TryAsync(request, wait, completion, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or IOException)
        {
            throw new QueueUnavailableException($"The platform's API does not answer: {exception.Message}", exception);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<T> SendAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, bool mayRepeat, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, mayRepeat, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false) ?? throw new QueueUnavailableException("The platform's API answered null.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            throw new QueueUnavailableException($"The answer of the platform's API broke off: {exception.Message}", exception);
        }
    }

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(int retries, TimeProvider time)
    {
        if (retries == 0)
        {
            return ResiliencePipeline<HttpResponseMessage>.Empty;
        }

        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(5),
                UseJitter = true,
                ShouldHandle = static async attempt => attempt.Outcome switch
                {
                    { Exception: HttpRequestException or TimeoutException or IOException } => true,
                    { Result: { } response } => IsAway(response.StatusCode) || await WantsPauseAsync(response, attempt.Context.CancellationToken).ConfigureAwait(false),
                    _ => false,
                },
                DelayGenerator = static attempt => ValueTask.FromResult(attempt.Outcome.Result is { } response ? WaitOf(response) : null),
            })
            .Build();
    }

    private static bool IsAway(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    // For an exhausted quota a retry does not help. The body has been buffered and can be read again.
    private static async ValueTask<bool> WantsPauseAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.StatusCode == HttpStatusCode.TooManyRequests
        && (response.Headers.RetryAfter is not null
            || !(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Contains("\"quota_exceeded\"", StringComparison.Ordinal));

    private static TimeSpan? WaitOf(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private async ValueTask<HttpResponseMessage> TryAsync(Func<HttpRequestMessage> make, TimeSpan wait, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var request = make();
        if (_options.AccessToken is { } tokens)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens(cancellationToken).ConfigureAwait(false));
        }
        else if (_options.ApiKey is { } key)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout + wait);
        try
        {
            return await _http.SendAsync(request, completion, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {_options.Timeout + wait}.", exception);
        }
    }

    private static async Task<Exception> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        Refusal? refusal = null;
        try
        {
            refusal = await response.Content.ReadFromJsonAsync(ClientJson.Default.Refusal, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException or InvalidOperationException)
        {
            // A refusal without problem details, perhaps of a proxy: only its status is used.
        }

        var fields = string.Join(' ', refusal?.Errors?.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}") ?? []);
        var message = $"{(int)response.StatusCode} {refusal?.Detail ?? refusal?.Title ?? response.ReasonPhrase} {fields}".TrimEnd();
        return IsAway(response.StatusCode)
            ? new QueueUnavailableException(message) { RetryAfter = WaitOf(response) }
            : new QueueApiException(response.StatusCode, refusal?.Code ?? "", message) { RetryAfter = WaitOf(response), TraceId = refusal?.TraceId };
    }
}

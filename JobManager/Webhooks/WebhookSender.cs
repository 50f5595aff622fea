using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Outbound;

namespace Platform.JobManager.Webhooks;

/// <summary>Sends webhooks over HTTP. Redirects are not followed, because the signature is meant for the address that the owner gave.</summary>
internal sealed class WebhookSender : IDisposable
{
    private readonly DiscardedMeters _meters = new();
    private readonly HttpClient _client;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates the HTTP client.</summary>
    public WebhookSender(IOptions<WebhookOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = new GuardedConnector(new HostAllowList(_options.AllowedHosts)).ConnectAsync,
                MaxConnectionsPerServer = _options.PerHost,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                MaxResponseHeadersLength = 32,
                MeterFactory = _meters,
            },
            disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Calls a webhook once. The returned task fails only if it is cancelled.</summary>
    public async Task<WebhookAnswer> SendAsync(PendingWebhook webhook, CancellationToken cancellationToken)
    {
        var at = _time.GetUtcNow();
        var start = _time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
            {
                Content = new StringContent(webhook.Payload, Encoding.UTF8, "application/json"),
            };
            request.Headers.UserAgent.ParseAdd("platform-webhooks/1");
            request.Headers.Add("webhook-id", webhook.Id.ToString());
            request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("webhook-signature", WebhookSignature.Of(webhook.Secret, webhook.Id.ToString(), at, webhook.Payload));
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var error = response.IsSuccessStatusCode ? null
                : response.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest ? "Redirects are not followed."
                : "The receiver refused it.";
            return new WebhookAnswer(at, (int)response.StatusCode, error, _time.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(at, null, "The receiver did not answer in time.", _time.GetElapsedTime(start));
        }
#pragma warning disable CA1031 // Every failure counts as a try; otherwise it would be repeated forever.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new WebhookAnswer(at, null, WebhookFailures.Explain(exception), _time.GetElapsedTime(start));
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _meters.Dispose();
    }
}

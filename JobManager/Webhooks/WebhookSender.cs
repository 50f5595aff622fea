using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Outbound;

namespace Platform.JobManager.Webhooks;

/// <summary>Makes one try. Redirects are not followed: the signature is for the address that the owner gave.</summary>
internal sealed class WebhookSender : IDisposable
{
    private readonly DiscardedMeters _meters = new();
    private readonly HttpClient _client;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;

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

    public async Task<WebhookAnswer> SendAsync(PendingWebhook webhook, CancellationToken cancellationToken)
    {
        DateTimeOffset at = _time.GetUtcNow();
        long start = _time.GetTimestamp();
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
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            string? error = response.IsSuccessStatusCode ? null
                : response.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest ? "Redirects are not followed."
                : "The receiver refused it.";
            return new WebhookAnswer(at, (int)response.StatusCode, error, _time.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(at, null, "The receiver did not answer in time.", _time.GetElapsedTime(start));
        }
#pragma warning disable CA1031 // Whatever went wrong was a try: one that is not written down would be made again for ever.
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

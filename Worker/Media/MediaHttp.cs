using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Faults;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Outbound;
using Polly;

namespace Platform.Worker.Media;

/// <summary>
/// Provides the HTTP client for media. It connects only where the guard allows, and follows redirects one by one under the same guard.
/// </summary>
internal sealed class MediaHttp : IDisposable
{
    private readonly DiscardedMeters _meters = new();
    private readonly HttpClient _client;
    private readonly int _maxRedirects;
    private readonly ResiliencePipeline<HttpResponseMessage> _faults;

    public MediaHttp(GuardedConnector connector, IOptions<MediaOptions> options, IOptions<FaultOptions> faults)
    {
        _faults = faults.Value.Downloads();
        _maxRedirects = options.Value.MaxRedirects;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            ResponseDrainTimeout = TimeSpan.Zero,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
            MaxResponseHeadersLength = 64,
            ActivityHeadersPropagator = null,
            MeterFactory = _meters,
            ConnectCallback = connector.ConnectAsync,
        };
        _client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Platform-Captions/1.0");
    }

    public static bool IsAllowed(Uri? url) =>
        url is { IsAbsoluteUri: true } && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.Host.Length > 0 && url.UserInfo.Length == 0 && url.Port > 0;

    /// <summary>Requests an address from an offset on.</summary>
    /// <param name="url">The address.</param>
    /// <param name="offset">The first byte; 0 for all.</param>
    /// <param name="etag">With an offset: the ETag that the earlier bytes had.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<(HttpResponseMessage Response, Uri Url)> GetAsync(Uri url, long offset, string? etag, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (!IsAllowed(url))
            {
                throw redirects == 0 ? MediaErrors.InvalidUrl() : MediaErrors.AddressNotAllowed();
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (offset > 0)
            {
                request.Headers.Range = new(offset, null);
                if (etag is not null)
                {
                    request.Headers.TryAddWithoutValidation("If-Range", etag);
                }
            }

            var response = await SendAsync(request, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return (response, url);
            }

            var next = response.Headers.Location;
            response.Dispose();
            if (redirects == _maxRedirects)
            {
                throw MediaErrors.TooManyRedirects();
            }

            url = next is not null && Uri.TryCreate(url, next, out var target) ? target : throw MediaErrors.Unreachable("it redirects to nowhere");
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _meters.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _faults.ExecuteAsync(
                static (call, token) => new ValueTask<HttpResponseMessage>(call.Client.SendAsync(call.Request, HttpCompletionOption.ResponseHeadersRead, token)),
                (Client: _client, Request: request),
                cancellationToken);
        }
        catch (HttpRequestException error) when (IsNotAllowed(error))
        {
            throw MediaErrors.AddressNotAllowed(error);
        }
        catch (SocketException error)
        {
            // The host closed the connection during the TLS handshake, before its certificate could be checked.
            throw new HttpRequestException(HttpRequestError.ConnectionError, error.Message, error);
        }
        catch (UriFormatException)
        {
            // The host's name in ASCII cannot be part of a URL.
            throw MediaErrors.InvalidUrl();
        }
    }

    private static bool IsNotAllowed(Exception? error) => error is AddressNotAllowedException || (error is not null && IsNotAllowed(error.InnerException));
}

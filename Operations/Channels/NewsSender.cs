using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Platform.Contracts.Internal;
using Platform.Operations.Secrets;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Outbound;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Platform.Operations.Channels;

/// <summary>
/// Delivers messages, each channel by a pipeline of its own: one that does not answer is left alone for a while and keeps nobody waiting. Redirects
/// are not followed, and private addresses are not reached unless they are listed.
/// </summary>
internal sealed class NewsSender : IDisposable
{
    private readonly DiscardedMeters _meters = new();
    private readonly HttpClient _client;
    private readonly ConcurrentDictionary<Guid, ResiliencePipeline> _pipelines = new();
    private readonly ChannelRequests _requests;
    private readonly ChannelMail _mail;
    private readonly NewsWriter _writer;
    private readonly SecretBox _secrets;
    private readonly TimeSpan _timeout;

    /// <summary>Creates the HTTP client.</summary>
    public NewsSender(ChannelRequests requests, ChannelMail mail, NewsWriter writer, SecretBox secrets, IOptions<ChannelOptions> options)
    {
        (_requests, _mail, _writer, _secrets, _timeout) = (requests, mail, writer, secrets, options.Value.Timeout);
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = new GuardedConnector(new HostAllowList(options.Value.AllowedHosts)).ConnectAsync,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                MaxResponseHeadersLength = 32,
                MeterFactory = _meters,
            },
            disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Tries to deliver a message. The returned task fails only if it is cancelled.</summary>
    public async Task<NewsAnswer> SendAsync(News news, CancellationToken cancellationToken)
    {
        string? secret = null;
        if (news.Channel.Secret is { } kept)
        {
            secret = _secrets.Open(kept, news.Channel.Id);
            if (secret is null)
            {
                return NewsAnswer.Never("The secret of the channel cannot be read: enter it again.");
            }
        }

        try
        {
            return await _pipelines.GetOrAdd(news.Channel.Id, _ => Build()).ExecuteAsync(
                async token => await DeliverAsync(news, secret, token), cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            return NewsAnswer.Later("The channel has failed several times, and is left alone for a moment.");
        }
        catch (TimeoutRejectedException)
        {
            return NewsAnswer.Later("The receiver did not answer in time.");
        }
        catch (UriFormatException)
        {
            return NewsAnswer.Never("The address is not valid.");
        }
#pragma warning disable CA1031 // Every failure counts as a try; otherwise it would be repeated forever.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return Explain(exception);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _client.Dispose();
        _meters.Dispose();
    }

    private ResiliencePipeline Build() => new ResiliencePipelineBuilder()
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = 1,
            MinimumThroughput = 5,
            SamplingDuration = TimeSpan.FromMinutes(1),
            BreakDuration = TimeSpan.FromSeconds(15),
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is not (null or OperationCanceledException or UriFormatException)),
        })
        .AddTimeout(_timeout)
        .Build();

    private async ValueTask<NewsAnswer> DeliverAsync(News news, string? secret, CancellationToken cancellationToken)
    {
        var text = _writer.Write(news);
        if (news.Channel.Kind == ChannelKind.Email)
        {
            return await _mail.SendAsync(news, text, cancellationToken);
        }

        using var request = _requests.Create(news, text, secret);
        request.Headers.UserAgent.ParseAdd("platform-operations/1");
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => new NewsAnswer(true, false, status, null),
            < HttpStatusCode.BadRequest => new NewsAnswer(false, false, status, "Redirects are not followed."),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => new NewsAnswer(false, true, status, "The receiver asks for patience."),
            < HttpStatusCode.InternalServerError => new NewsAnswer(false, false, status, "The receiver refused it."),
            _ => new NewsAnswer(false, true, status, "The receiver failed."),
        };
    }

    // Messages of exceptions are not shown: they describe the program, and may hold the address that is the secret.
    private static NewsAnswer Explain(Exception failure) => failure switch
    {
        AddressNotAllowedException => NewsAnswer.Never("The host is not at a public address."),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => NewsAnswer.Later("The host name could not be resolved."),
        { InnerException: AddressNotAllowedException or SocketException } => Explain(failure.InnerException),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => NewsAnswer.Later("The receiver's certificate or TLS is not accepted."),
        _ => NewsAnswer.Later("The receiver could not be reached."),
    };
}

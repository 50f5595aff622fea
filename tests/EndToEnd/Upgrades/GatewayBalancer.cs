using System.Collections.Concurrent;

namespace Platform.EndToEnd.Upgrades;

/// <summary>
/// What an ingress is to a client: each request goes to one of the gateways that are ready, by turns, and to the next one where there is no connection,
/// because nothing was sent then. Whatever else a client would notice is written down.
/// </summary>
internal sealed class GatewayBalancer : DelegatingHandler
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<Uri> _gateways;
    private readonly ConcurrentDictionary<Uri, bool> _ready = new();
    private readonly ConcurrentDictionary<Uri, bool> _takenOut = new();
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly CancellationTokenSource _end = new();
    private int _turn;

    public GatewayBalancer(IReadOnlyList<Uri> gateways)
        : base(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        _gateways = gateways;
        foreach (var gateway in gateways)
        {
            _ = LookAsync(gateway);
        }
    }

    /// <summary>Requests that were answered 500 or more, or not at all.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>Whether requests go to a gateway.</summary>
    public bool Uses(Uri gateway) => _ready.GetValueOrDefault(gateway) && !_takenOut.ContainsKey(gateway);

    /// <summary>Sends nothing more to a gateway, as Kubernetes does with a pod that is to end.</summary>
    public void TakeOut(Uri gateway) => _takenOut[gateway] = true;

    /// <summary>Ends <see cref="TakeOut"/>.</summary>
    public void PutBack(Uri gateway) => _takenOut.TryRemove(gateway, out _);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        for (var attempt = 1; ; attempt++)
        {
            request.RequestUri = new Uri(Next(), path);
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if ((int)response.StatusCode >= 500)
                {
                    Errors.Enqueue($"{request.Method} {request.RequestUri}: {(int)response.StatusCode}");
                }

                return response;
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError && attempt < 2 * _gateways.Count)
            {
                // Nobody listens there any more.
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Errors.Enqueue($"{request.Method} {request.RequestUri}: {exception.Message}");
                throw;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _end.Cancel();
            _end.Dispose();
            _probe.Dispose();
        }

        base.Dispose(disposing);
    }

    private Uri Next()
    {
        var ready = _gateways.Where(Uses).ToList();
        var among = ready.Count == 0 ? _gateways : ready;
        return among[(int)((uint)Interlocked.Increment(ref _turn) % (uint)among.Count)];
    }

    private async Task LookAsync(Uri gateway)
    {
        using var tick = new PeriodicTimer(s_look);
        try
        {
            while (await tick.WaitForNextTickAsync(_end.Token))
            {
                try
                {
                    using var answer = await _probe.GetAsync(new Uri(gateway, "/health/ready"), _end.Token);
                    _ready[gateway] = answer.IsSuccessStatusCode;
                }
                catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !_end.IsCancellationRequested)
                {
                    _ready[gateway] = false;
                }
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            // The test has ended.
        }
    }
}

using Platform.Fuzz.World;

namespace Platform.Attack.Running;

/// <summary>Represents a third user who sends ordinary requests, as a baseline for the effect that any user has on others.</summary>
internal sealed class HarmlessUser(Uri api, FuzzAccount caller, TimeProvider time) : IDisposable
{
    private const int MaxOpen = 1_000;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = api, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Sends requests until it is stopped.</summary>
    public Task WorkAsync(double perSecond, KindTally tally, CancellationToken stop) =>
        OpenLoop.RunAsync(perSecond, MaxOpen, time, (number, _) => OneAsync(number, tally), static () => { }, stop);

    public void Dispose() => _http.Dispose();

    private async Task OneAsync(long number, KindTally tally)
    {
        using var request = (number % 5) switch
        {
            0 => new HttpRequestMessage(HttpMethod.Get, "/api/v1/kinds"),
            1 => new HttpRequestMessage(HttpMethod.Get, "/api/v1/jobs?limit=20"),
            2 => new HttpRequestMessage(HttpMethod.Get, "/queues/" + caller.Queue),
            3 => new HttpRequestMessage(HttpMethod.Get, "/messages/" + caller.Message),
            _ => new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me"),
        };
        request.Headers.Add("X-Api-Key", caller.Key);
        tally.Send();
        try
        {
            using var response = await _http.SendAsync(request);
            tally.Answer((int)response.StatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            tally.Answer(0);
        }
    }
}

namespace Platform.Testkit.Hosting;

/// <summary>Keeps the body of a request that expects <c>100-continue</c> back until the server has answered to its head.</summary>
public static class HeadFirst
{
    /// <summary>By default the body is sent after a second without an answer, which a machine that stands still takes easily.</summary>
    public static SocketsHttpHandler Handler() => new() { Expect100ContinueTimeout = TimeSpan.FromMinutes(1), UseCookies = false, AllowAutoRedirect = false };

    /// <summary>A client of the same server with the same credentials.</summary>
    public static HttpClient Client(HttpClient other)
    {
        var client = new HttpClient(Handler()) { BaseAddress = other.BaseAddress };
        client.DefaultRequestHeaders.Authorization = other.DefaultRequestHeaders.Authorization;
        return client;
    }
}

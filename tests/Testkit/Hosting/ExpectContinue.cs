namespace Platform.Testkit.Hosting;

/// <summary>Delays the body of a request that expects <c>100-continue</c> until the server has answered the headers.</summary>
public static class ExpectContinue
{
    /// <summary>Creates a handler. By default the body is sent after one second without an answer, which a busy machine easily exceeds.</summary>
    public static SocketsHttpHandler Handler() => new() { Expect100ContinueTimeout = TimeSpan.FromMinutes(1), UseCookies = false, AllowAutoRedirect = false };

    /// <summary>Creates a client of the same server with the same credentials.</summary>
    public static HttpClient Client(HttpClient other)
    {
        var client = new HttpClient(Handler()) { BaseAddress = other.BaseAddress };
        client.DefaultRequestHeaders.Authorization = other.DefaultRequestHeaders.Authorization;
        return client;
    }
}

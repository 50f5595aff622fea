using System.Net;
using Platform.Integration.ApiGateway;
using Platform.Testkit.Hosting;
using Xunit;

namespace Platform.Integration.Frontend;

/// <summary>The page in front of a real gateway, with somebody signed in.</summary>
public sealed class PageFixture : IAsyncLifetime
{
    private RunningService<Platform.Frontend.Gateway.GatewayHttp> _page = null!;

    public GatewayFixture Gateway { get; } = new();

    public Uri Address => _page.Address;

    /// <summary>One of the machine's own addresses, at which there is a proxy as far as the page knows.</summary>
    public static IPAddress Proxy { get; } = IPAddress.Parse("127.0.0.99");

    /// <summary>Cookies of an operator who signed in by the form.</summary>
    public string Cookies { get; private set; } = "";

    internal IServiceProvider Services => _page.Services;

    public async Task InitializeAsync()
    {
        await Gateway.InitializeAsync();
        _page = new RunningService<Platform.Frontend.Gateway.GatewayHttp>(new Dictionary<string, string>
        {
            ["services:api-gateway:http:0"] = Gateway.Address.ToString(),
            ["environment"] = "Production",
            ["Visitors:Key"] = GatewayFixture.VisitorKey,
            ["Visitors:Proxies:0"] = Proxy.ToString(),
            ["Circuits:PerUser"] = "2",
            ["Circuits:PerAddress"] = "3",
            ["Circuits:Kept"] = "00:00:08",
            ["Logging:LogLevel:Default"] = "Warning",
        }).Start();
        await Gateway.SignUpAsync("operator@example.com");
        Cookies = await SignInAsync("operator@example.com");
    }

    /// <summary>Signs in by the form, as a browser does.</summary>
    /// <param name="email">Of the account.</param>
    /// <param name="from">From which of the machine's own addresses; any if null.</param>
    /// <param name="forwardedFor">For whom, as a proxy says it.</param>
    public async Task<string> SignInAsync(string email, IPAddress? from = null, string? forwardedFor = null)
    {
        var jar = new CookieContainer();
        using var handler = new SocketsHttpHandler
        {
            CookieContainer = jar,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                if (from is not null)
                {
                    socket.Bind(new IPEndPoint(from.MapToIPv6(), 0));
                }

                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        using var browser = new HttpClient(handler) { BaseAddress = Address };
        if (forwardedFor is not null)
        {
            browser.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        }

        var token = FormToken.In(await browser.GetStringAsync("/sign-in"));
        using var answer = await browser.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = token,
            ["Form.Email"] = email,
            ["Form.Password"] = GatewayFixture.Password,
        }));
        if (answer.StatusCode != HttpStatusCode.Found)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }

        return jar.GetCookieHeader(Address);
    }

    public async Task DisposeAsync()
    {
        if (_page is not null)
        {
            await _page.DisposeAsync();
        }

        await Gateway.DisposeAsync();
    }
}

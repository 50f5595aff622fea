using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>
/// Passes the address of a visitor from the web page's server to the gateway, which limits and logs by address and would otherwise see one address
/// for all visitors. The sender authenticates with a shared key, <c>Visitors:Key</c>. Without a key no address is sent or accepted.
/// </summary>
public static class VisitorAddressExtensions
{
    /// <summary>The header with the visitor's address.</summary>
    public const string AddressHeader = "X-Visitor-Address";

    /// <summary>The header with the key.</summary>
    public const string KeyHeader = "X-Visitor-Key";

    private const string KeySetting = "Visitors:Key";

    /// <summary>Adds the visitor's address to each request of the client.</summary>
    public static IHttpClientBuilder WithVisitorAddress(this IHttpClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.AddHttpContextAccessor();
        return client.AddHttpMessageHandler(static services => new Handler(
            services.GetRequiredService<IHttpContextAccessor>(), services.GetRequiredService<IConfiguration>()[KeySetting]));
    }

    /// <summary>Replaces the request's address with the visitor's if the request has the right key.</summary>
    public static void UseVisitorAddress(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Configuration[KeySetting] is not { Length: > 0 } text)
        {
            return;
        }

        var key = new SharedKey(text);
        app.Use((context, next) =>
        {
            var headers = context.Request.Headers;
            if (key.IsIn(headers[KeyHeader]) && IPAddress.TryParse(headers[AddressHeader], out var address))
            {
                context.Connection.RemoteIpAddress = address;
            }

            return next(context);
        });
    }

    private sealed class Handler(IHttpContextAccessor accessor, string? key) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (key is not null && accessor.HttpContext?.Connection.RemoteIpAddress is { } address)
            {
                request.Headers.Add(KeyHeader, key);
                request.Headers.Add(AddressHeader, address.ToString());
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}

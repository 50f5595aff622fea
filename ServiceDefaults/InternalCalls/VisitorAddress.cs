using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>
/// Whom the page asks for. The gateway limits and notes by address, and would take all visitors of the page for one: the page says
/// whose request it hands on, and shows a key, <c>Visitors:Key</c>, that nobody else has. Without a key nothing is said or believed.
/// </summary>
public static class VisitorAddress
{
    /// <summary>The header that bears the visitor's address.</summary>
    public const string AddressHeader = "X-Visitor-Address";

    /// <summary>The header that bears the key.</summary>
    public const string KeyHeader = "X-Visitor-Key";

    private const string KeySetting = "Visitors:Key";

    /// <summary>Tells the other service whose request is handed on.</summary>
    public static IHttpClientBuilder WithVisitorAddress(this IHttpClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.AddHttpContextAccessor();
        return client.AddHttpMessageHandler(static services => new Handler(
            services.GetRequiredService<IHttpContextAccessor>(), services.GetRequiredService<IConfiguration>()[KeySetting]));
    }

    /// <summary>Takes the visitor's address for the request's, where the page says it.</summary>
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

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Drain;

/// <summary>
/// Has each answer of a service that drains be the last one of its connection, so that no caller sends a request on a connection that is just being
/// closed: whether such a request arrived is unknown, and one that must not be repeated would fail. Connections of HTTP/2 are ended in order anyway.
/// </summary>
internal sealed class DrainStartupFilter(DrainService drain) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => context =>
        {
            if (drain.HasBegun && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            return following(context);
        });
        next(app);
    };
}

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Requests;
using Platform.Testkit.Hosting;

namespace Platform.Observability.Defaults;

/// <summary>A service made of the defaults, with every kind of dependency, all of them away.</summary>
internal static class DefaultService
{
    public static Task<LocalWebApp> StartAsync(
        Dictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? configure = null) => LocalWebApp.StartAsync(
        app =>
        {
            app.MapDefaultEndpoints();
            app.MapGet("/items/{id:int}", (int id, ILoggerFactory loggers) =>
            {
                loggers.CreateLogger("Items").LogWarning("Looked at {JobId} with {Password}.", id, "hunter2");
                return id;
            });
            app.MapGet("/chatty", (ILoggerFactory loggers) =>
            {
                var log = loggers.CreateLogger("Chatty");
                log.LogInformation("first");
                log.LogInformation("second");
                log.LogWarning("careful");
                return Microsoft.AspNetCore.Http.Results.StatusCode(401);
            });
            app.MapGet("/stream", () => Microsoft.AspNetCore.Http.Results.Text("data: 1\n\n", "text/event-stream"));
            app.MapGet("/poll", (Microsoft.AspNetCore.Http.HttpContext context) =>
            {
                context.MarkAsLongPoll();
                return "something";
            });
            app.MapGet("/open", string () => throw new InvalidOperationException("broken")).WithoutDuration();
            app.MapGet("/broken", string () => throw new InvalidOperationException("Password=hunter2"));
            app.UseExceptionHandler();
            app.UseStatusCodePages();
        },
        builder =>
        {
            builder.AddServiceDefaults();
            builder.AddResponseHeaders();
            builder.AddPostgres("platform").AddRedis("redis").AddRabbitMq("messaging").AddDependency("storage");
            builder.AddServiceClient<Client>("job-manager");
            configure?.Invoke(builder);
        },
        new Dictionary<string, string?>(settings ?? [])
        {
            ["OTEL_SERVICE_NAME"] = "tested",
            ["Health:DegradedAtPercent"] = "100",
            ["ConnectionStrings:platform"] = "Host=127.0.0.1;Port=1;Username=u;Password=hunter2",
            ["ConnectionStrings:redis"] = "127.0.0.1:1,password=hunter2",
            ["ConnectionStrings:messaging"] = "amqp://u:hunter2@127.0.0.1:1",
            ["Services:job-manager:http:0"] = "http://127.0.0.1:1",
        });

    private sealed class Client(HttpClient http)
    {
        public HttpClient Http { get; } = http;
    }
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Testkit.Hosting;

namespace Platform.Testkit.Media;

/// <summary>A host of media files that can also misbehave in several ways.</summary>
public sealed class MediaServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _requests = new();
    private LocalWebApp _app = null!;

    private MediaServer()
    {
    }

    /// <summary>The address that it listens on: <c>http://127.0.0.1:port</c>.</summary>
    public Uri Address => _app.Address;

    /// <summary>All requests so far, such as <c>GET /path bytes=0-1</c>.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Starts a server on a free port.</summary>
    public static async Task<MediaServer> StartAsync()
    {
        var server = new MediaServer();
        server._app = await LocalWebApp.StartAsync(app => app.Run(server.AnswerAsync));
        return server;
    }

    /// <summary>Serves a file, with support for ranges.</summary>
    public Uri AddFile(string path, string file, string contentType = "application/octet-stream") =>
        Add(path, context => TypedResults.PhysicalFile(file, contentType, enableRangeProcessing: true).ExecuteAsync(context));

    /// <summary>Serves bytes, with support for ranges.</summary>
    public Uri AddBytes(string path, byte[] content, string contentType = "application/octet-stream") =>
        Add(path, context => TypedResults.Bytes(content, contentType, enableRangeProcessing: true).ExecuteAsync(context));

    /// <summary>Serves an HTML page.</summary>
    public Uri AddHtml(string path, string html) =>
        Add(path, context => TypedResults.Content(html, "text/html").ExecuteAsync(context));

    /// <summary>Answers with a status code and an empty body.</summary>
    public Uri AddStatus(string path, int statusCode) =>
        Add(path, context =>
        {
            context.Response.StatusCode = statusCode;
            return Task.CompletedTask;
        });

    /// <summary>Redirects to another address (302).</summary>
    public Uri AddRedirect(string path, string location) =>
        Add(path, context =>
        {
            context.Response.Redirect(location);
            return Task.CompletedTask;
        });

    /// <summary>Sends the first part of a body of the stated length, then nothing until the client disconnects or the server ends.</summary>
    public Uri AddStalled(string path, byte[] firstPart, long statedLength) =>
        Add(path, async context =>
        {
            context.Response.ContentLength = statedLength;
            await context.Response.Body.WriteAsync(firstPart, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

    /// <summary>Sends a body slowly: a number of bytes, then a pause, and so on.</summary>
    public Uri AddSlow(string path, byte[] content, int bytesAtOnce, TimeSpan pause) =>
        Add(path, async context =>
        {
            context.Response.ContentLength = content.Length;
            for (var sent = 0; sent < content.Length; sent += bytesAtOnce)
            {
                await context.Response.Body.WriteAsync(content.AsMemory(sent, Math.Min(bytesAtOnce, content.Length - sent)), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(pause, context.RequestAborted);
            }
        });

    /// <summary>Sends the first part of a body of the stated length and aborts the connection.</summary>
    public Uri AddBroken(string path, byte[] firstPart, long statedLength) =>
        Add(path, async context =>
        {
            context.Response.ContentLength = statedLength;
            await context.Response.Body.WriteAsync(firstPart, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        });

    /// <summary>Sends a body without end and without a stated length.</summary>
    public Uri AddEndless(string path) =>
        Add(path, async context =>
        {
            var block = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });

    /// <summary>Answers a path with a delegate.</summary>
    public Uri Add(string path, RequestDelegate answer)
    {
        _answers[path] = answer;
        return new Uri(Address, path);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        _requests.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Range}".TrimEnd());
        if (!_answers.TryGetValue(context.Request.Path, out var answer))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            await answer(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, as tests of slow bodies intend.
        }
    }
}

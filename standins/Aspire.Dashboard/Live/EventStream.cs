using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Aspire.Dashboard.Live;

/// <summary>One server-sent event: a name and one line of JSON.</summary>
internal readonly record struct LiveEvent(string Name, byte[] Json);

/// <summary>Writes server-sent events (html.spec.whatwg.org, section 9.2) from several sources into one response.
/// A reader that is slow holds its own sources back and nobody else.</summary>
internal sealed class EventStream(TimeProvider time)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly Channel<LiveEvent> _events =
        Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(64) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public ValueTask SendAsync(LiveEvent item, CancellationToken cancellationToken) => _events.Writer.WriteAsync(item, cancellationToken);

    /// <summary>Runs the sources and writes what they send, until the token ends it or a source fails.</summary>
    public async Task RunAsync(HttpResponse response, IReadOnlyList<Func<CancellationToken, Task>> sources, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = sources.Select(source => RunSourceAsync(source, end.Token)).ToList();
        try
        {
            await WriteAsync(response, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The page was closed or the dashboard stops.
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    private async Task RunSourceAsync(Func<CancellationToken, Task> source, CancellationToken cancellationToken)
    {
        try
        {
            await source(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The stream has ended.
        }
        catch (Exception failure)
        {
            _events.Writer.TryComplete(failure);
            throw;
        }
    }

    private async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await WriteCommentAsync(response, cancellationToken);
        Task<bool>? waiting = null;
        while (true)
        {
            while (_events.Reader.TryRead(out var item))
            {
                await WriteEventAsync(response, item, cancellationToken);
            }

            await response.Body.FlushAsync(cancellationToken);
            waiting ??= _events.Reader.WaitToReadAsync(cancellationToken).AsTask();
            try
            {
                await waiting.WaitAsync(KeepAlive, time, cancellationToken);
                waiting = null;
            }
            catch (TimeoutException)
            {
                await WriteCommentAsync(response, cancellationToken);
            }
        }
    }

    private static ValueTask WriteCommentAsync(HttpResponse response, CancellationToken cancellationToken) =>
        response.Body.WriteAsync(": here\n\n"u8.ToArray(), cancellationToken);

    private static async ValueTask WriteEventAsync(HttpResponse response, LiveEvent item, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"event: {item.Name}\ndata: "), cancellationToken);
        await response.Body.WriteAsync(item.Json, cancellationToken);
        await response.Body.WriteAsync("\n\n"u8.ToArray(), cancellationToken);
    }
}

using System.Net;
using System.Net.Mime;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Platform.ObjectStorage;

namespace Platform.Worker.Media;

/// <summary>Downloads a recording from a URL into object storage.</summary>
internal sealed class MediaFetcher(MediaHttp http, PageFetcher pages, IObjectStore store, IOptions<MediaOptions> options, TimeProvider time)
{
    private const int SniffBytes = 512;

    /// <summary>Downloads a recording. Anything but a page is streamed, and never stored as a whole on this machine.</summary>
    /// <param name="source">The address as the job contains it.</param>
    /// <param name="key">The key of the object.</param>
    /// <param name="scratch">The folder of this attempt.</param>
    /// <param name="progress">Called with the bytes so far, and the total if it is known.</param>
    /// <param name="cancellationToken">Cancels the download; nothing is stored.</param>
    public async Task<ObjectInfo> FetchAsync(string source, string key, string scratch, Action<long, long?> progress, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out var url) || !MediaHttp.IsAllowed(url))
        {
            throw MediaErrors.InvalidUrl();
        }

        var settings = options.Value;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(settings.FetchSeconds), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await FetchAsync(url, key, scratch, progress, stop.Token);
        }
        catch (ObjectTooLargeException error)
        {
            throw MediaErrors.TooLarge(error.MaxLength);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw MediaErrors.Unreachable(limit.IsCancellationRequested ? "fetching took too long" : "it did not answer in time", error);
        }
        catch (HttpRequestException error)
        {
            throw MediaErrors.Unreachable(error.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } ? "its name is unknown" : "the connection failed", error);
        }
    }

    private async Task<ObjectInfo> FetchAsync(Uri url, string key, string scratch, Action<long, long?> progress, CancellationToken cancellationToken)
    {
        var (response, last) = await http.GetAsync(url, offset: 0, etag: null, cancellationToken);
        using (response)
        {
            CheckStatus(response.StatusCode);
            var settings = options.Value;
            var length = response.Content.Headers.ContentLength;
            if (length > settings.MaxBytes)
            {
                throw MediaErrors.TooLarge(settings.MaxBytes);
            }

            if (length == 0)
            {
                throw MediaErrors.Empty();
            }

            await using var body = new ResumingStream(http, last, response, settings, time, cancellationToken) { Progress = read => progress(read, length) };
            var head = new byte[SniffBytes];
            var got = await body.ReadAtLeastAsync(head, SniffBytes, throwOnEndOfStream: false, cancellationToken);
            if (IsPage(response, head.AsSpan(0, got)))
            {
                response.Dispose();
                return await pages.FetchAsync(last, key, scratch, cancellationToken);
            }

            await using var whole = new PrefixedStream(head.AsMemory(0, got), body);
            var stored = await store.PutAsync(key, whole, new PutLimits(settings.MaxBytes, length), cancellationToken);
            return stored.Length > 0 ? stored : throw MediaErrors.Empty();
        }
    }

    private static void CheckStatus(HttpStatusCode code)
    {
        var status = (int)code;
        if (code is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            throw MediaErrors.NotFound(status);
        }

        if (status is 408 or 425 or 429 or >= 500)
        {
            throw MediaErrors.Unreachable($"it answered {status}");
        }

        if (code != HttpStatusCode.OK)
        {
            throw MediaErrors.Refused(status);
        }
    }

    private static bool IsPage(HttpResponseMessage response, ReadOnlySpan<byte> head)
    {
        if (response.Content.Headers.ContentType?.MediaType is MediaTypeNames.Text.Html or "application/xhtml+xml")
        {
            return true;
        }

        var text = System.Text.Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}

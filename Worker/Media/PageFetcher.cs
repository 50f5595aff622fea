using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Outbound;
using Platform.Worker.Processes;

namespace Platform.Worker.Media;

/// <summary>Gets the recording out of a page with yt-dlp, whose every connection goes through <see cref="GuardedProxy"/>.</summary>
internal sealed class PageFetcher(ChildProcess children, GuardedConnector connector, IObjectStore store, IOptions<MediaOptions> options)
{
    public async Task<ObjectInfo> FetchAsync(Uri page, string key, string scratch, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings.PageTool.Length == 0)
        {
            throw MediaErrors.NotMedia();
        }

        var folder = Path.Combine(scratch, "page");
        Directory.CreateDirectory(folder);
        var proxy = GuardedProxy.Start(connector);
        await using (proxy.ConfigureAwait(false))
        {
            string[] arguments =
            [
                "--ignore-config", "--no-playlist", "--no-progress", "--no-part", "--no-mtime", "--no-cache-dir", "--no-exec",
                "--proxy", proxy.Address.ToString(),
                "--max-filesize", settings.MaxBytes.ToString(CultureInfo.InvariantCulture),
                "--socket-timeout", "20", "--retries", "3",
                // One file with sound that needs no merging; the smallest picture will do.
                "--format", "bestaudio/best[acodec!=none]/best",
                "--downloader", "native", "--fixup", "never",
                "--output", Path.Combine(folder, "media.%(ext)s"),
                "--", page.AbsoluteUri,
            ];
            ChildResult result;
            try
            {
                result = await children.RunAsync(
                    new ChildCommand(settings.PageTool, arguments, TimeSpan.FromSeconds(settings.FetchSeconds)) { WorkingFolder = folder },
                    onLine: null,
                    cancellationToken).ConfigureAwait(false);
            }
            catch (ChildTimeoutException error)
            {
                throw MediaErrors.Unreachable("fetching took too long", error);
            }

            if (proxy.Refused)
            {
                throw MediaErrors.AddressNotAllowed();
            }

            var file = new DirectoryInfo(folder).EnumerateFiles("media.*").MaxBy(static f => f.Length);
            if (result.ExitCode != 0 || file is not { Length: > 0 })
            {
                throw MediaErrors.NotMedia();
            }

            var content = file.OpenRead();
            await using (content.ConfigureAwait(false))
            {
                return await store.PutAsync(key, content, new PutLimits(settings.MaxBytes), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}

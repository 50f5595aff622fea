using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Files;
using Platform.ServiceDefaults.Outbound;
using Platform.Worker.Processes;

namespace Platform.Worker.Media;

/// <summary>
/// Extracts the recording from a page with yt-dlp, whose only network access is the <see cref="GuardedProxy"/>: enforced by a network namespace where
/// the machine supports it, elsewhere by the program's own options.
/// </summary>
internal sealed class PageFetcher(ChildProcess children, ProgramCheck programs, NetworkFence fence, GuardedConnector connector, IObjectStore store, IOptions<MediaOptions> options)
{
    // The protocols that the proxy supports. Others are refused before any recording is requested.
    private const string Carried = "[protocol~='^(https?|m3u8|m3u8_native|http_dash_segments|http_dash_segments_generator|f4m|ism)$']";

    // The kernel's limit is 108 including the terminating zero.
    private const int MaxSocketBytes = 107;

    public async Task<ObjectInfo> FetchAsync(Uri page, string key, string scratch, CancellationToken cancellationToken)
    {
        if (options.Value.PageTool.Length == 0)
        {
            throw MediaErrors.NotMedia();
        }

        if (await programs.IsRefusedAsync(options.Value.PageTool, cancellationToken))
        {
            throw MediaErrors.ToolMissing(options.Value.PageTool);
        }

        var folder = Path.Combine(scratch, "page");
        PrivateFiles.CreateFolder(folder);
        if (!await fence.CanRelayAsync(cancellationToken))
        {
            await using var open = GuardedProxy.Start(connector);
            return await FetchAsync(page, key, folder, open, socket: null, cancellationToken);
        }

        var socket = Path.Combine(scratch, "proxy");
        using var elsewhere = CanBeSocket(socket) ? null : new ScratchFolder(Directory.CreateTempSubdirectory("proxy-").FullName);
        socket = elsewhere is null ? socket : Path.Combine(elsewhere.Path, "proxy");
        await using var proxy = GuardedProxy.StartAt(connector, socket);
        return await FetchAsync(page, key, folder, proxy, socket, cancellationToken);
    }

    private async Task<ObjectInfo> FetchAsync(Uri page, string key, string folder, GuardedProxy proxy, string? socket, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{(socket is null ? proxy.Port : NetworkFence.ProxyPort)}");
        string[] arguments =
        [
            "--ignore-config", "--no-playlist", "--no-progress", "--no-part", "--no-mtime", "--no-cache-dir", "--no-exec",
            "--max-filesize", settings.MaxBytes.ToString(CultureInfo.InvariantCulture),
            "--socket-timeout", "20", "--retries", "3",
            // One file with sound that needs no merging; the smallest picture is good enough.
            "--format", $"bestaudio{Carried}/best[acodec!=none]{Carried}/best{Carried}",
            "--downloader", "native", "--fixup", "never",
            // If nothing else keeps ffmpeg from connecting, streams that need it (live ones) are not supported.
            .. socket is null ? (string[])["--ffmpeg-location", Path.Combine(folder, "none")] : [],
            "--output", Path.Combine(folder, "media.%(ext)s"),
            "--", page.AbsoluteUri,
        ];
        var command = new ChildCommand(settings.PageTool, arguments, TimeSpan.FromSeconds(settings.FetchSeconds))
        {
            WorkingFolder = folder,
            Paths = socket is null ? [] : [Path.GetDirectoryName(socket)!],
            Network = socket is null ? ChildNetwork.Machine : ChildNetwork.Proxy,
            ProxySocket = socket,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                // Not by --proxy, which covers http and https only: ftp, also after a redirect, would bypass it.
                ["http_proxy"] = address,
                ["https_proxy"] = address,
                ["ftp_proxy"] = address,
                ["all_proxy"] = address,
                // The single-file executable unpacks itself, and the temporary folder that it sees is small.
                ["TMPDIR"] = folder,
            },
        };
        ChildResult result;
        try
        {
            result = await children.RunAsync(command, onLine: null, cancellationToken);
        }
        catch (ChildTimeoutException error)
        {
            throw MediaErrors.Unreachable("fetching took too long", error);
        }

        if (result.IsMissing)
        {
            throw MediaErrors.ToolMissing(settings.PageTool);
        }

        if (proxy.Refused)
        {
            throw MediaErrors.AddressNotAllowed();
        }

        // A program that a page has misled may have put a link there, to what it may not read itself.
        var file = new DirectoryInfo(folder).EnumerateFiles("media.*").Where(static f => f.LinkTarget is null).MaxBy(static f => f.Length);
        if (result.ExitCode != 0 || file is not { Length: > 0 })
        {
            throw proxy.OtherProtocol || result.Errors.Contains("Requested format is not available", StringComparison.Ordinal)
                ? MediaErrors.ProtocolNotSupported()
                : MediaErrors.NotMedia();
        }

        await using var content = file.OpenRead();
        return await store.PutAsync(key, content, new PutLimits(settings.MaxBytes), cancellationToken);
    }

    // socat would interpret other characters as options.
    private static bool CanBeSocket(string path) =>
        Encoding.UTF8.GetByteCount(path) <= MaxSocketBytes && path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.');
}

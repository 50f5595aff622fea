using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Platform.Worker.Processes;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker.Processes;

/// <summary>
/// Programs that read what strangers give connect to nobody by themselves: in namespaces, and where there are none. Listeners stand for
/// what is inside, on the network and in the file system; what reaches them is the fault. What in namespaces no program can do is tried there
/// by any program, and by yt-dlp and ffmpeg where only the guard keeps them from it.
/// </summary>
public sealed class NetworkFenceTests : IAsyncLifetime
{
    private readonly byte[] _speech = File.ReadAllBytes(Recording.Shortest.File);
    private readonly Witness _inside = new();
    private MediaServer _host = null!;

    public async Task InitializeAsync() => _host = await MediaServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _inside.Dispose();
    }

    [Fact]
    public async Task A_fenced_program_has_an_empty_network_namespace()
    {
        await using var captions = Harness(namespaces: true);
        var fence = captions.Services.GetRequiredService<NetworkFence>();
        (await fence.CanCloseAsync(CancellationToken.None)).ShouldBeTrue();
        (await fence.CanRelayAsync(CancellationToken.None)).ShouldBeTrue();
        fence.State.ShouldBe("namespaces");

        List<string> lines = [];
        var result = await captions.Services.GetRequiredService<ChildProcess>().RunAsync(
            new ChildCommand("bash", ["-c", $"cat /proc/net/route /proc/self/status; exec 3<>/dev/tcp/127.0.0.1/{_inside.Port}"], TimeSpan.FromSeconds(30)),
            lines.Add,
            CancellationToken.None);
        result.ExitCode.ShouldNotBe(0);
        lines.Count(static line => line.Contains('\t', StringComparison.Ordinal) && !line.Contains(':', StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(1, "more than the heading of a table without routes");
        lines.ShouldContain("CapEff:\t0000000000000000");
        lines.ShouldContain("CapBnd:\t0000000000000000");
        lines.ShouldContain("NoNewPrivs:\t1");
        _inside.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fenced_program_reaches_only_its_own_files_and_no_sockets(bool namespaces)
    {
        await using var captions = Harness(namespaces);
        var work = Directory.CreateDirectory(captions.Folder.File("work")).FullName;
        await File.WriteAllTextAsync(Path.Combine(work, "input"), "what it was given");
        var anothers = Path.Combine(Directory.CreateDirectory(Path.Combine(captions.ScratchFolder, "another")).FullName, "source");
        await File.WriteAllTextAsync(anothers, "what somebody else was given");
        using var temporary = new SocketWitness(captions.Folder.File("socket"));
        // A folder that is hidden from nobody, as those of databases and of people are.
        using var elsewhere = new SocketWitness(Path.Combine(AppContext.BaseDirectory, Random.Shared.GetHexString(8)));
        string[] ways = [temporary.Path, "../socket", elsewhere.Path];
        string[] detours = [$"/proc/{Environment.ProcessId}/root{temporary.Path}", $"/proc/{Environment.ProcessId}/root{elsewhere.Path}"];
        const string script = """
            for path; do socat -u OPEN:/dev/null "UNIX-CONNECT:$path" 2>/dev/null && echo "reached $path"; done
            unshare --user --mount -- sh -c 'umount -l /tmp; umount -l "$2"; for path; do socat -u OPEN:/dev/null "UNIX-CONNECT:$path" && echo "came out to $path"; done' sh "$1" "$3" 2>/dev/null
            [ -e "$ANOTHERS" ] && echo 'sees what is not its own'
            [ -n "$(ls -A /run /tmp | grep -v -e : -e '^$' -e '^mount$' -e "^$OWN\$")" ] && echo 'sees more'
            cat input > output
            """;

        List<string> lines = [];
        var result = await captions.Services.GetRequiredService<ChildProcess>().RunAsync(
            new ChildCommand("bash", ["-c", script, "bash", .. ways, .. detours], TimeSpan.FromSeconds(30))
            {
                WorkingFolder = work,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["ANOTHERS"] = anothers, ["OWN"] = Path.GetRelativePath("/tmp", captions.Folder.Path).Split('/')[0] },
            },
            lines.Add,
            CancellationToken.None);

        result.ExitCode.ShouldBe(0, result.Errors);
        (await File.ReadAllTextAsync(Path.Combine(work, "output"))).ShouldBe("what it was given");
        if (namespaces)
        {
            lines.ShouldBeEmpty();
            (temporary.WasReached, elsewhere.WasReached).ShouldBe((false, false));
        }
        else
        {
            // Without the fence the same program does all of it.
            ways.ShouldAllBe(way => lines.Contains($"reached {way}"));
            lines.ShouldContain("sees what is not its own");
            (temporary.WasReached, elsewhere.WasReached).ShouldBe((true, true));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fenced_program_cannot_leave_its_folder_or_enter_another_namespace(bool namespaces)
    {
        await using var captions = Harness(namespaces);
        var work = Directory.CreateDirectory(captions.Folder.File("work")).FullName;
        using var above = new SocketWitness(captions.Folder.File("socket"));
        const string script = """
            for path in ../socket ./../socket "$PWD/../socket" /proc/self/cwd/../socket "/proc/$PPID/cwd/../socket" "/proc/$WORKER/cwd/../socket" "/proc/$WORKER/root$PWD/../socket"; do
                socat -u OPEN:/dev/null "UNIX-CONNECT:$path" && echo "reached $path"
            done
            (cd -P .. && socat -u OPEN:/dev/null UNIX-CONNECT:socket) && echo 'reached from above'
            connect="exec 3<>/dev/tcp/127.0.0.1/$PORT"
            bash -c "$connect" && echo 'connected'
            for own in --net '--user --net' '--user --map-root-user --net' '--user --mount --net'; do unshare $own -- bash -c "$connect" && echo "connected by unshare $own"; done
            for process in 1 "$PPID" "$WORKER"; do
                for others in --net '--user --net' '--user --net --mount' --all; do nsenter --target "$process" $others -- bash -c "$connect" && echo "connected by nsenter $others"; done
                nsenter --net="/proc/$process/ns/net" -- bash -c "$connect" && echo 'connected by a namespace as a file'
            done
            exit 0
            """;

        List<string> lines = [];
        var result = await captions.Services.GetRequiredService<ChildProcess>().RunAsync(
            new ChildCommand("bash", ["-c", $"exec 2>/dev/null\n{script}"], TimeSpan.FromSeconds(30))
            {
                WorkingFolder = work,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["WORKER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                    ["PORT"] = _inside.Port.ToString(CultureInfo.InvariantCulture),
                },
            },
            lines.Add,
            CancellationToken.None);

        result.ExitCode.ShouldBe(0, result.Errors);
        if (namespaces)
        {
            lines.ShouldBeEmpty();
            (above.WasReached, _inside.Connections).ShouldBe((false, 0));
        }
        else
        {
            // Without the fence the same program does it.
            foreach (var line in (string[])["reached ../socket", "reached /proc/self/cwd/../socket", "reached from above", "connected"])
            {
                lines.ShouldContain(line);
            }
        }
    }

    [Fact]
    public async Task A_program_in_a_hidden_folder_can_be_run_by_name()
    {
        await using var captions = Harness(namespaces: true);
        var folder = Directory.CreateDirectory(captions.Folder.File("home/.local/bin")).FullName;
        File.Copy("/bin/sh", Path.Combine(folder, "a-program"));
        File.CreateSymbolicLink(Path.Combine(folder, "a-link"), captions.Folder.File("home/.local/bin/a-program"));
        foreach (var program in (string[])["a-program", "a-link", Path.Combine(folder, "a-program")])
        {
            List<string> lines = [];
            var result = await captions.Services.GetRequiredService<ChildProcess>().RunAsync(
                new ChildCommand(program, ["-c", "echo runs; ls \"$0\"", folder], TimeSpan.FromSeconds(30))
                {
                    Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}" },
                },
                lines.Add,
                CancellationToken.None);
            result.ExitCode.ShouldBe(0, result.Errors);
            lines.ShouldBe(["runs", Path.GetFileName(program)], "it, and nothing beside it");
        }
    }

    [Fact]
    public async Task A_program_that_needs_hidden_files_is_refused_at_startup_in_one_line()
    {
        var page = _host.AddHtml("/page", "<!doctype html><title>Talk</title>");
        var whole = await ToolAsync("true");
        var interpreter = _inside.Folder.File("interpreter");
        File.Copy("/bin/sh", interpreter);
        var broken = _inside.Folder.File("broken");
        await File.WriteAllTextAsync(broken, $"#!{interpreter}\ntrue\n");
        File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var captions = Harness(namespaces: true, ("Media:PageTool", broken));
        var log = new Lines();
        using var check = new ProgramCheck(
            [(whole, "--version"), (broken, "--version"), ("not-installed", "--version")], captions.Services.GetRequiredService<FileFence>(),
            captions.Services.GetRequiredService<ChildProcess>(), captions.Services.GetRequiredService<ScratchSpace>(), TimeProvider.System, log);

        await check.CheckAsync(CancellationToken.None);

        log.Errors.ShouldHaveSingleItem().ShouldStartWith($"Program {broken} at {broken} does not run in the restricted environment");
        (await check.IsRefusedAsync(broken, CancellationToken.None), await check.IsRefusedAsync(whole, CancellationToken.None)).ShouldBe((true, false));

        await captions.Services.GetRequiredService<ProgramCheck>().CheckAsync(CancellationToken.None);
        (await captions.FailAsync(new CaptionsInput(page.ToString()))).Code.ShouldBe("tool_missing");
    }

    [Fact]
    public async Task A_temporary_failure_does_not_refuse_a_program_permanently()
    {
        var unlucky = _inside.Folder.File("unlucky");
        await WriteProgramAsync(unlucky, "echo 'unshare: unshare failed: No space left on device' >&2; exit 1");
        var broken = _inside.Folder.File("broken");
        await WriteProgramAsync(broken, "exit 1");
        await using var captions = Harness(namespaces: true);
        var time = new LaterTime();
        using var check = new ProgramCheck(
            [(unlucky, "--version"), (broken, "--version")], captions.Services.GetRequiredService<FileFence>(),
            captions.Services.GetRequiredService<ChildProcess>(), captions.Services.GetRequiredService<ScratchSpace>(), time, new Lines());
        await check.CheckAsync(CancellationToken.None);
        (await check.IsRefusedAsync(unlucky, CancellationToken.None)).ShouldBeFalse();

        await WriteProgramAsync(broken, "exit 0");
        (await check.IsRefusedAsync(broken, CancellationToken.None)).ShouldBeTrue();
        time.Later = TimeSpan.FromMinutes(6);
        (await check.IsRefusedAsync(broken, CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_that_cannot_be_checked_is_not_refused()
    {
        var whole = _inside.Folder.File("whole");
        await WriteProgramAsync(whole, "exit 0");
        await using var captions = Harness(namespaces: true);
        var root = _inside.Folder.File("no-scratch");
        using var scratch = new ScratchSpace(root, "worker");
        Directory.Delete(Path.Combine(root, "worker"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(root, "worker"), "in the way");
        using var check = new ProgramCheck(
            [(whole, "--version")], captions.Services.GetRequiredService<FileFence>(), captions.Services.GetRequiredService<ChildProcess>(), scratch, TimeProvider.System, new Lines());

        await check.CheckAsync(CancellationToken.None);

        (await check.IsRefusedAsync(whole, CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_page_program_reaches_only_the_proxy()
    {
        _host.AddBytes("/speech.wav", _speech, "audio/wav");
        var page = _host.AddHtml("/page", "<!doctype html><title>Talk</title>");
        await using var captions = Harness(namespaces: true, ("Media:PageTool", await ToolAsync($"""
            for port in {_inside.Port} {_host.Address.Port}; do
                (exec 3<>/dev/tcp/127.0.0.1/$port && echo GET >&3) 2>/dev/null && exit 1
            done
            exec 3<>"/dev/tcp/$(echo "$http_proxy" | sed 's,http://,,; s,:,/,')"
            printf 'GET {_host.Address}speech.wav HTTP/1.0\r\n\r\n' >&3
            # The head ends with an empty line.
            while read -r line <&3 && [ "$line" != $'\r' ]; do :; done
            cat <&3 > media.wav
            """)));

        var (result, _) = await captions.RunAsync(new CaptionsInput(page.ToString(), Recognise: false));

        result.MediaBytes.ShouldBe(_speech.Length);
        _inside.Connections.ShouldBe(0);
        _host.Requests.ShouldBe(["GET /page", "GET /speech.wav"]);
    }

    [Fact]
    public async Task A_link_that_a_page_program_leaves_is_not_followed()
    {
        var secret = _inside.Folder.File("secret.wav");
        await File.WriteAllBytesAsync(secret, _speech);
        var page = _host.AddHtml("/page", "<!doctype html><title>Talk</title>");
        await using var captions = Harness(namespaces: false, ("Media:PageTool", await ToolAsync($"ln -s '{secret}' media.wav")));
        (await captions.FailAsync(new CaptionsInput(page.ToString()))).Code.ShouldBe("not_media");
    }

    [Fact]
    public async Task A_page_program_is_killed_with_its_relay()
    {
        var page = _host.AddHtml("/page", "<!doctype html><title>Talk</title>");
        await using var captions = Harness(namespaces: true, ("Media:FetchSeconds", "1"), ("Media:PageTool", await ToolAsync("sleep 600")));
        (await captions.FailAsync(new CaptionsInput(page.ToString()))).Code.ShouldBe("media_unreachable");
        await Eventually.BecomesTrueAsync(() => Children.Of(captions.ScratchFolder).Count == 0, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public Task A_page_whose_recording_needs_another_protocol_is_refused_by_name() => ShouldRefuseOtherProtocolsAsync(namespaces: false);

    [Fact]
    [Trait("Length", "long")]
    public Task A_fenced_page_whose_recording_needs_another_protocol_is_refused_by_name() => ShouldRefuseOtherProtocolsAsync(namespaces: true);

    private async Task ShouldRefuseOtherProtocolsAsync(bool namespaces)
    {
        await using var captions = Harness(namespaces);
        var sources = string.Concat(((string[])["ftp", "rtmp", "rtsp"]).Select(scheme => $"<source src=\"{scheme}://127.0.0.1:{_inside.Port}/a.mp3\">"));
        var page = _host.AddHtml("/page", $"<!doctype html><html><body><audio>{sources}</audio></body></html>");
        var error = await captions.FailAsync(new CaptionsInput(page.ToString()));
        (error.Code, error.Retryable).ShouldBe(("protocol_not_supported", false));
        _inside.Connections.ShouldBe(0);
    }

    [Fact]
    public Task Streams_and_redirects_of_a_page_pass_the_guard() => ShouldGuardStreamsAndRedirectsAsync(namespaces: false);

    [Fact]
    [Trait("Length", "long")]
    public Task Streams_and_redirects_of_a_fenced_page_pass_the_guard() => ShouldGuardStreamsAndRedirectsAsync(namespaces: true);

    private async Task ShouldGuardStreamsAndRedirectsAsync(bool namespaces)
    {
        await using var captions = Harness(namespaces);
        var inside = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_inside.Port}");
        var list = _host.AddBytes(
            "/list.m3u8",
            Encoding.UTF8.GetBytes($"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://{inside}/a.ts\n#EXTINF:5,\nftp://{inside}/b.ts\n#EXT-X-ENDLIST\n"),
            "application/vnd.apple.mpegurl");
        var away = _host.AddRedirect("/away.mp3", $"ftp://{inside}/a.mp3");
        foreach (var source in (Uri[])[list, away])
        {
            var page = _host.AddHtml($"/page-of{source.AbsolutePath}", $"<!doctype html><html><body><audio src=\"{source}\"></audio></body></html>");
            (await captions.FailAsync(new CaptionsInput(page.ToString()))).Code.ShouldBeOneOf("address_not_allowed", "protocol_not_supported", "not_media");
        }

        _inside.Connections.ShouldBe(0);
    }

    [Fact]
    public Task An_uploaded_playlist_causes_no_connection_and_no_file_access() => ShouldReadNoPlaylistAsync(namespaces: false);

    [Fact]
    [Trait("Length", "long")]
    public Task A_fenced_playlist_causes_no_connection_and_no_file_access() => ShouldReadNoPlaylistAsync(namespaces: true);

    private async Task ShouldReadNoPlaylistAsync(bool namespaces)
    {
        await using var captions = Harness(namespaces);
        var inside = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_inside.Port}");
        string[] recordings =
        [
            $"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://{inside}/a.ts\n#EXT-X-ENDLIST\n",
            "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
            $"ffconcat version 1.0\nfile 'tcp://{inside}'\nfile 'http://{inside}/a.wav'\nfile '/etc/passwd'\n",
            $"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {_inside.Port} RTP/AVP 0\na=rtpmap:0 PCMU/8000\n",
            $"<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT5S\"><BaseURL>http://{inside}/</BaseURL><Period><AdaptationSet mimeType=\"audio/mp4\"><Representation id=\"1\" bandwidth=\"1\"><BaseURL>a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>",
        ];
        foreach (var recording in recordings)
        {
            (await captions.FailAsync(new CaptionsInput(UploadId: await captions.UploadAsync(Encoding.UTF8.GetBytes(recording))))).Code.ShouldBe("not_media", recording);
        }

        captions.Services.GetRequiredService<NetworkFence>().State.ShouldBe(namespaces ? "namespaces" : "no namespaces");
        _inside.Connections.ShouldBe(0);
    }

    // A program that is called as yt-dlp would be, in its folder.
    private async Task<string> ToolAsync(string script)
    {
        var path = _inside.Folder.File("tool");
        await File.WriteAllTextAsync(path, "#!/bin/bash\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static async Task WriteProgramAsync(string path, string script)
    {
        await File.WriteAllTextAsync(path, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private CaptionsHarness Harness(bool namespaces, params (string Key, string Value)[] settings) => new(
        [("Media:AllowedHosts:0", _host.Address.Authority), ("Media:Namespaces", namespaces ? "true" : "false"), .. settings]);

    /// <summary>The machine's time, and more of it.</summary>
    private sealed class LaterTime : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override long GetTimestamp() => System.GetTimestamp() + (long)(Later.TotalSeconds * TimestampFrequency);
    }

    private sealed class Lines : ILogger<ProgramCheck>
    {
        public ConcurrentQueue<string> Errors { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error)
            {
                Errors.Enqueue(formatter(state, exception));
            }
        }
    }

    /// <summary>A listener on a socket in the file system; whoever connects stays in its queue.</summary>
    private sealed class SocketWitness : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public SocketWitness(string path)
        {
            Path = path;
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            _listener.Listen(64);
        }

        public string Path { get; }

        public bool WasReached => _listener.Poll(0, SelectMode.SelectRead);

        public void Dispose()
        {
            _listener.Dispose();
            File.Delete(Path);
        }
    }

    /// <summary>A listener on every address of the machine that counts who connects.</summary>
    private sealed class Witness : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        private readonly Task _accepting;
        private int _connections;

        public Witness()
        {
            _listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
            _listener.Listen();
            _accepting = AcceptAsync();
        }

        public TemporaryFolder Folder { get; } = new();

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public int Connections => Volatile.Read(ref _connections);

        public void Dispose()
        {
            _listener.Dispose();
            _accepting.GetAwaiter().GetResult();
            Folder.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptAsync();
                    Interlocked.Increment(ref _connections);
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}

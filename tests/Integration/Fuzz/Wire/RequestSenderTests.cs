using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Platform.Fuzz.Wire;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Integration.Fuzz.Wire;

/// <summary>That the bytes on the wire are those that were meant, by the client, by hand and by the command that is printed.</summary>
public sealed class RequestSenderTests : IDisposable
{
    private const string Answer = "HTTP/1.1 404 Not Found\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
    private static readonly byte[] s_bytes = [0x61, 0x00, 0xFF, 0xC3, 0x28, (byte)'\'', (byte)'\\', (byte)'%'];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TemporaryFolder _folder = new();

    public RequestSenderTests()
    {
        _listener.Start();
        Server = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
    }

    private Uri Server { get; }

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_HTTP_client_sends_paths_headers_and_bodies_unchanged()
    {
        using var sender = new RequestSender();
        var request = new WireRequest(Server, "PROPFIND", "/a/../b//c%2e%00?x=%ED%A0%80&y=[", [new WireHeader("X-Fuzz", [0x61, 0xFF, 0xC3, 0x28]), new WireHeader("Content-Type", "a;;")], s_bytes);
        request.IsByHand.ShouldBeFalse();
        var received = ReceiveAsync();
        var answer = await sender.SendAsync(request, CancellationToken.None);

        var bytes = Encoding.Latin1.GetString(await received);
        bytes.ShouldStartWith("PROPFIND /a/../b//c%2e%00?x=%ED%A0%80&y=[ HTTP/1.1\r\n");
        bytes.ShouldContain("X-Fuzz: a\u00ff\u00c3(\r\n");
        bytes.ShouldContain("Content-Type: a;;\r\n");
        bytes.ShouldEndWith("\r\n\r\n" + Encoding.Latin1.GetString(s_bytes));
        (answer.Status, answer.Text, answer.Header("x-a")).ShouldBe((404, "abcde", "b"));
    }

    [Fact]
    public async Task The_raw_socket_sends_anything_and_reads_the_answer()
    {
        using var sender = new RequestSender();
        var request = new WireRequest(Server, "GET", "/", [new WireHeader("X-Fuzz", "a\r\nb\0"u8.ToArray())], null);
        request.IsByHand.ShouldBeTrue();
        var received = ReceiveAsync();
        var answer = await sender.SendAsync(request, CancellationToken.None);

        Encoding.Latin1.GetString(await received).ShouldBe($"GET / HTTP/1.1\r\nHost: {Server.Authority}\r\nX-Fuzz: a\r\nb\0\r\nConnection: close\r\n\r\n");
        (answer.Status, answer.Text, answer.Header("x-a")).ShouldBe((404, "abcde", "b"));
    }

    [Fact]
    public async Task Raw_bytes_are_sent_unchanged_and_an_early_close_is_reported()
    {
        using var sender = new RequestSender();
        var received = ReceiveAsync(answers: false);
        var answer = await sender.SendAsync(new WireRequest(Server, "GET", "/", [], null) { Raw = s_bytes, Leaves = true }, CancellationToken.None);
        (await received).ShouldBe(s_bytes);
        answer.Status.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_printed_command_sends_the_same_request(bool isLong)
    {
        var body = isLong ? [.. Enumerable.Repeat(s_bytes, 2_000).SelectMany(bytes => bytes)] : s_bytes;
        var request = new WireRequest(Server, "PUT", "/a/../b?x=%00", [new WireHeader("X-Fuzz", [0x61, 0xFF, (byte)'\'', 0x01])], body);
        var received = ReceiveAsync();
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", Curl.Of(request, "one", _folder.Path) + " -H 'Expect:'"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        var bytes = Encoding.Latin1.GetString(await received);
        bytes.ShouldStartWith("PUT /a/../b?x=%00 HTTP/1.1\r\n");
        bytes.ShouldContain("X-Fuzz: a\u00ff'\u0001\r\n");
        bytes.ShouldEndWith("\r\n\r\n" + Encoding.Latin1.GetString(body));
        said.ShouldContain("404 Not Found");
    }

    /// <summary>Receives the message of one client, until it is complete or the client has disconnected.</summary>
    private async Task<byte[]> ReceiveAsync(bool answers = true)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var received = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while (!(answers && IsWhole(received.ToArray())) && (read = await stream.ReadAsync(buffer)) > 0)
        {
            await received.WriteAsync(buffer.AsMemory(0, read));
        }

        if (answers)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer));
        }

        return received.ToArray();
    }

    private static bool IsWhole(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = text.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        return head >= 0 && bytes.Length - head - 4 >= (length < 0 ? 0 : int.Parse(text[(length + 16)..text.IndexOf("\r\n", length, StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture));
    }
}

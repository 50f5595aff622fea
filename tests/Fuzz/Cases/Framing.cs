using System.Globalization;
using System.Text;
using Platform.Fuzz.Wire;

namespace Platform.Fuzz.Cases;

/// <summary>Describes an unusual way to write a request to the connection.</summary>
/// <param name="Name">What is unusual about it.</param>
/// <param name="Make">Returns the bytes.</param>
internal sealed record Framing(string Name, Func<WireRequest, byte[]> Make)
{
    /// <summary>Whether the caller shuts down its side of the connection after the last byte.</summary>
    public bool Leaves { get; init; }

    /// <summary>Whether the caller resets the connection after the last byte.</summary>
    public bool Breaks { get; init; }
}

/// <summary>Lists framings that are not HTTP, are nearly HTTP, or are valid but rare.</summary>
internal static class Framings
{
    private const string Http = "HTTP/1.1";

    public static IReadOnlyList<Framing> All { get; } = [.. Bodies(), .. Heads(), .. Ends()];

    private static IEnumerable<Framing> Bodies()
    {
        yield return Chunked("chunks", body => $"{body.Length:x}\r\n", "\r\n0\r\n\r\n");
        foreach (var size in (string[])["zz", "-1", "", "fffffffffffffffff", "7fffffffffffffff", "80000000", "0x5", "5 ", " 5", "5;a=\"" + new string('b', 5_000) + "\"", "5;\0"])
        {
            yield return Chunked("chunk of size " + (size.Length > 30 ? "with a long extension" : size), _ => size + "\r\n", "\r\n0\r\n\r\n");
        }

        yield return Chunked("chunk larger than announced", body => $"{Math.Max(1, body.Length / 2):x}\r\n", "\r\n0\r\n\r\n");
        yield return Chunked("chunk without an end of line", body => $"{body.Length:x}\r\n", "0\r\n\r\n");
        yield return Chunked("chunk that ends in a line feed", body => $"{body.Length:x}\n", "\n0\n\n");
        yield return Chunked("trailer", body => $"{body.Length:x}\r\n", "\r\n0\r\nContent-Length: 5\r\nX-Fuzz: \0\r\n\r\n");
        yield return Chunked("trailer of 40,000 characters", body => $"{body.Length:x}\r\n", $"\r\n0\r\nX-Fuzz: {new string('x', 40_000)}\r\n\r\n");
        yield return Chunked("no last chunk", body => $"{body.Length:x}\r\n", "\r\n") with { Leaves = true };
        yield return Chunked("half of a chunk", body => $"{body.Length * 2:x}\r\n", "") with { Leaves = true };
        yield return Chunked("half of a chunk, torn", body => $"{body.Length * 2:x}\r\n", "") with { Breaks = true };
        foreach (var length in (string[])["-1", "+5", "5, 5", "5, 6", "0x5", "1e30", "99999999999999999999", "", "5 5", "５"])
        {
            yield return new Framing("length " + length, request => Join(Head(request, "Content-Length: " + length), request.Body)) { Leaves = true };
        }

        yield return new Framing("two lengths", request => Join(Head(request, "Content-Length: 5", "Content-Length: 6"), request.Body)) { Leaves = true };
        yield return new Framing("length and chunks", request => Join(Head(request, "Content-Length: 5", "Transfer-Encoding: chunked"), Chunk(request))) { Leaves = true };
        yield return new Framing("chunks and length", request => Join(Head(request, "Transfer-Encoding: chunked", "Content-Length: 50"), Chunk(request))) { Leaves = true };
        foreach (var encoding in (string[])["gzip, chunked", "chunked, chunked", "chunked, identity", "identity", "xchunked", "chunked\0", "CHUNKED", "\tchunked ", "trailers", ""])
        {
            yield return new Framing("transfer encoding " + encoding, request => Join(Head(request, "Transfer-Encoding: " + encoding), Chunk(request))) { Leaves = true };
        }

        yield return new Framing("longer than announced", request => Join(Head(request, Length(request, -1)), request.Body)) { Leaves = true };
        yield return new Framing("shorter than announced", request => Join(Head(request, Length(request, 1_000)), request.Body)) { Leaves = true };
        yield return new Framing("shorter than announced, torn", request => Join(Head(request, Length(request, 1_000)), request.Body)) { Breaks = true };
        yield return new Framing("whole, torn", request => Join(Head(request, Length(request, 0)), request.Body)) { Breaks = true };
        yield return new Framing("waits to be let", request => Join(Head(request, Length(request, 0), "Expect: 100-continue"), request.Body));
        yield return new Framing("expects what nobody does", request => Join(Head(request, Length(request, 0), "Expect: 300-fuzz"), request.Body));
        yield return new Framing("twice at once", request => Join(Join(Head(request, Length(request, 0)), request.Body), Join(Head(request, Length(request, 0)), request.Body))) { Leaves = true };
    }

    private static IEnumerable<Framing> Heads()
    {
        foreach (var header in (string[])["X Fuzz: a", "X-Fuzz : a", "X-Fuzz\0: a", ": a", "X-Fuzz", "X-Fuzz: a\rb", "X-Fuzz: a\nX-More: b", "X-Fuzz: a\r\n b", " X-Fuzz: a", "X-Füzz: a", "X-Fuzz: \0", "X-Fuzz: \u0001\u007f", "Content-Type: a\0b", "Cookie: a=\0", "Authorization: Bearer \0", "X-Api-Key: \0"])
        {
            yield return new Framing("header " + header.Replace("\r", "CR", StringComparison.Ordinal).Replace("\n", "LF", StringComparison.Ordinal), request => Join(Head(request, header, Length(request, 0)), request.Body));
        }

        foreach (var line in (string[])
        [
            "{M} {T}", "{M}  {T} HTTP/1.1", "{M}\t{T}\tHTTP/1.1", " {M} {T} HTTP/1.1", "{M} {T} HTTP/1.0", "{M} {T} HTTP/0.9", "{M} {T} HTTP/2.0", "{M} {T} HTTP/9.9", "{M} {T} http/1.1", "{M} {T} HTTP/1.1 x", "{M} {T} FTP/1.1",
            "{M}\0 {T} HTTP/1.1", "M\u00e9 {T} HTTP/1.1", " HTTP/1.1", "{M} http://example.com{T} HTTP/1.1", "{M} http://[::1{T} HTTP/1.1", "{M} example.com:80 HTTP/1.1", "{M} * HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT example.com:443 HTTP/1.1",
            "TRACE {T} HTTP/1.1", "{M} {T}#a HTTP/1.1", "{M} {T}\0 HTTP/1.1", "{M} {T}\u00ff HTTP/1.1", "{M} {T}?\u00ff=\u00fe HTTP/1.1", "{M} \\..\\..\\a HTTP/1.1", "{M} //{T} HTTP/1.1", "{M} /{T}/../../../etc/passwd HTTP/1.1", "{M} {T}%00 HTTP/1.1", "{M} {T}?%00=%00 HTTP/1.1", "PRI * HTTP/2.0",
        ])
        {
            yield return new Framing("line " + line, request => Join(HeadWith(Line(line, request), request, Length(request, 0)), request.Body)) { Leaves = true };
        }

        yield return new Framing("line of 60,000 characters", request => Join(HeadWith($"{request.Method} {request.Target}?a={new string('a', 60_000)} {Http}", request, Length(request, 0)), request.Body)) { Leaves = true };
        yield return new Framing("no host", request => Join(Headless(request, Length(request, 0)), request.Body));
        foreach (var host in (string[])["", "a b", "example.com:99999", "user@example.com", "[::1", "\u00ff", "a/b", "..", "example.com, example.org", "${jndi}"])
        {
            yield return new Framing("host " + host, request => Join(Headless(request, "Host: " + host, Length(request, 0)), request.Body));
        }

        yield return new Framing("two hosts", request => Join(Head(request, "Host: example.com", Length(request, 0)), request.Body));
        yield return new Framing("ends of lines without CR", request => Join(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Head(request, Length(request, 0))).Replace("\r", "", StringComparison.Ordinal)), request.Body)) { Leaves = true };
        yield return new Framing("empty lines first", request => [.. "\r\n\r\n\r\n"u8, .. Join(Head(request, Length(request, 0)), request.Body)]) { Leaves = true };
        yield return new Framing("websocket", request => Join(Head(request, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 99", "Sec-WebSocket-Key: a", Length(request, 0)), request.Body)) { Leaves = true };
        yield return new Framing("HTTP/2 by upgrade", request => Join(Head(request, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__", Length(request, 0)), request.Body));
    }

    private static IEnumerable<Framing> Ends()
    {
        yield return new Framing("nothing at all", static _ => []) { Leaves = true };
        yield return new Framing("TLS", static _ => [0x16, 0x03, 0x01, 0x00, 0xA5, 0x01, 0x00, 0x00, 0xA1, 0x03, 0x03, .. new byte[160]]) { Leaves = true };
        yield return new Framing("HTTP/2", static _ => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0]) { Leaves = true };
        yield return new Framing("bytes by chance", static request => [.. Enumerable.Range(0, 2_000).Select(i => (byte)((i * 7919) ^ request.Target.Length))]) { Leaves = true };
        foreach (var (name, share) in ((string, double)[])[("a tenth", .1), ("a half", .5), ("nine tenths", .9)])
        {
            yield return new Framing($"{name} of the request", request => Part(request, share)) { Leaves = true };
            yield return new Framing($"{name} of the request, torn", request => Part(request, share)) { Breaks = true };
        }

        yield return new Framing("the head alone", request => Head(request, Length(request, 0))) { Leaves = true };
        yield return new Framing("the head alone, torn", request => Head(request, Length(request, 0))) { Breaks = true };
    }

    private static byte[] Part(WireRequest request, double share)
    {
        var whole = Join(Head(request, Length(request, 0)), request.Body);
        return whole[..(int)(whole.Length * share)];
    }

    private static Framing Chunked(string name, Func<byte[], string> before, string after) => new(name, request =>
        Join(Head(request, "Transfer-Encoding: chunked"), [.. Encoding.Latin1.GetBytes(before(request.Body ?? [])), .. request.Body ?? [], .. Encoding.Latin1.GetBytes(after)]))
    { Leaves = true };

    private static byte[] Chunk(WireRequest request) =>
        [.. Encoding.Latin1.GetBytes((request.Body?.Length ?? 0).ToString("x", CultureInfo.InvariantCulture)), .. "\r\n"u8, .. request.Body ?? [], .. "\r\n0\r\n\r\n"u8];

    private static string Length(WireRequest request, int more) => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Math.Max(0, (request.Body?.Length ?? 0) + more)}");

    private static string Line(string form, WireRequest request) =>
        form.Replace("{M}", request.Method, StringComparison.Ordinal).Replace("{T}", request.Target, StringComparison.Ordinal);

    private static byte[] Head(WireRequest request, params string[] more) => HeadWith($"{request.Method} {request.Target} {Http}", request, more);

    private static byte[] HeadWith(string line, WireRequest request, params string[] more) => Lines(line, request, ["Host: " + request.Server.Authority, .. more]);

    private static byte[] Headless(WireRequest request, params string[] more) => Lines($"{request.Method} {request.Target} {Http}", request, more);

    private static byte[] Lines(string line, WireRequest request, string[] more)
    {
        using var head = new MemoryStream();
        Write(line);
        foreach (var header in more)
        {
            Write(header);
        }

        if (!more.Any(header => header.StartsWith("Connection:", StringComparison.Ordinal)))
        {
            Write("Connection: close");
        }

        foreach (var header in request.Headers)
        {
            head.Write(Encoding.Latin1.GetBytes(header.Name + ": "));
            head.Write(header.Value);
            head.Write("\r\n"u8);
        }

        head.Write("\r\n"u8);
        return head.ToArray();

        void Write(string text) => head.Write(Encoding.Latin1.GetBytes(text + "\r\n"));
    }

    private static byte[] Join(byte[] head, byte[]? body) => [.. head, .. body ?? []];
}

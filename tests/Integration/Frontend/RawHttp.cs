using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Platform.Integration.Frontend;

/// <summary>Sends a request byte by byte as it is written, which no client would, and reads the answer.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <param name="address">The server.</param>
    /// <param name="head">Request line and headers, without Host and Connection.</param>
    /// <param name="body">What follows them.</param>
    /// <param name="isCut">Whether nothing comes after it, though the server may wait for more.</param>
    /// <param name="host">What is said of the server's name, where that is not the server's own.</param>
    public static async Task<RawAnswer> SendAsync(Uri address, string head, byte[] body, bool isCut = false, string? host = null)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, patience.Token);
        await using var stream = client.GetStream();
        var lines = head.TrimEnd('\n').Split('\n', 2);
        var request = $"{lines[0]}\r\nHost: {host ?? address.Authority}\r\nConnection: close\r\n{(lines.Length > 1 ? lines[1].Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n" : "")}\r\n";
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            await stream.WriteAsync(body, patience.Token);
            if (isCut)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (IOException)
        {
            // Refused before all of it was sent.
        }

        using var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received, patience.Token);
        }
        catch (IOException)
        {
            // What came until then counts.
        }

        return RawAnswer.Parse(Encoding.UTF8.GetString(received.ToArray()));
    }
}

/// <summary>An answer.</summary>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    public string ContentType => Header("Content-Type");

    public static RawAnswer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 || !text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
            ? new RawAnswer(0, text, "")
            : new RawAnswer(int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }

    public string Header(string name) =>
        Head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) is { } line ? line[(name.Length + 1)..].Trim() : "";
}

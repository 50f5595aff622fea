using System.Text;

namespace Platform.Fuzz.Wire;

/// <summary>Represents a request as it is transferred.</summary>
/// <param name="Server">The address of the server.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query, encoded.</param>
/// <param name="Headers">The headers, except for those that follow from the rest; values are bytes.</param>
/// <param name="Body">The body; null for none.</param>
internal sealed record WireRequest(Uri Server, string Method, string Target, IReadOnlyList<WireHeader> Headers, byte[]? Body)
{
    /// <summary>The whole request, if it is not valid HTTP; the other members then only describe the intention.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>Whether the caller disconnects after the last byte, even if it announced more.</summary>
    public bool Leaves { get; init; }

    /// <summary>Whether the caller resets the connection after the last byte, so that no answer can arrive.</summary>
    public bool Breaks { get; init; }

    /// <summary>Whether an HTTP client cannot send the request: it refuses line breaks and NUL in a header.</summary>
    public bool IsByHand => Raw is not null || Leaves || Breaks || Method.Any(c => !char.IsAsciiLetterUpper(c))
        || Headers.Any(header => header.Value.AsSpan().ContainsAny("\r\n\0"u8) || header.Name is "Host" or "Connection" or "Transfer-Encoding" or "Content-Length" or "Expect");

    /// <summary>The approximate length of the request line and the headers.</summary>
    public int HeadLength => Target.Length + Headers.Sum(header => header.Name.Length + header.Value.Length);

    /// <summary>Returns the bytes to send on a connection.</summary>
    public byte[] ToBytes()
    {
        if (Raw is not null)
        {
            return Raw;
        }

        using var bytes = new MemoryStream();
        Write($"{Method} {Target} HTTP/1.1\r\n");
        if (!Has("Host"))
        {
            Write($"Host: {Server.Authority}\r\n");
        }

        foreach (var header in Headers)
        {
            Write(header.Name + ": ");
            bytes.Write(header.Value);
            Write("\r\n");
        }

        if (Body is not null && !Has("Content-Length") && !Has("Transfer-Encoding"))
        {
            Write($"Content-Length: {Body.Length}\r\n");
        }

        if (!Has("Connection"))
        {
            Write("Connection: close\r\n");
        }

        Write("\r\n");
        bytes.Write(Body ?? []);
        return bytes.ToArray();

        void Write(string text) => bytes.Write(Encoding.UTF8.GetBytes(text));
        bool Has(string name) => Headers.Any(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>Represents a header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, any bytes.</param>
internal sealed record WireHeader(string Name, byte[] Value)
{
    public WireHeader(string name, string value)
        : this(name, Encoding.UTF8.GetBytes(value))
    {
    }

    public string Text => Encoding.UTF8.GetString(Value);
}

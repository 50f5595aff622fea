using System.Text;

namespace Platform.Fuzz.Wire;

/// <summary>Formats a request as a shell command, to repeat it by hand.</summary>
internal static class Curl
{
    /// <summary>The maximum length of a body on the command line; a longer one is written to a file.</summary>
    private const int MaxLineLength = 6_000;

    /// <summary>Returns the command, and writes a long body to the folder.</summary>
    public static string Of(WireRequest request, string name, string folder)
    {
        if (request.IsByHand)
        {
            return $"{Print(request.ToBytes(), name, folder)} | nc -q 10 {request.Server.Host} {request.Server.Port}";
        }

        var command = new StringBuilder();
        if (request.Body is { Length: > 0 })
        {
            command.Append(Print(request.Body, name, folder)).Append(" | ");
        }

        command.Append("curl -si --path-as-is -X ").Append(Quote(request.Method)).Append(' ').Append(Quote($"http://{request.Server.Authority}{request.Target}"));
        foreach (var header in request.Headers)
        {
            command.Append(" -H ").Append(Quote(header.Value.Length == 0 ? header.Name + ";" : header.Name + ": " + Encoding.Latin1.GetString(header.Value)));
        }

        if (request.Method == "HEAD")
        {
            command.Append(" -I");
        }

        return request.Body is { Length: > 0 } ? command.Append(" --data-binary @-").ToString() : command.ToString();
    }

    private static string Print(byte[] bytes, string name, string folder)
    {
        if (bytes.Length <= MaxLineLength)
        {
            return bytes.Any(b => b is 0) ? $"echo {Convert.ToBase64String(bytes)} | base64 -d" : $"printf %s {Quote(Encoding.Latin1.GetString(bytes))}";
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".body");
        File.WriteAllBytes(path, bytes);
        return "cat " + Quote(path);
    }

    /// <summary>Quotes a text for bash; each character stands for a byte.</summary>
    private static string Quote(string latin1)
    {
        if (latin1.All(c => c is >= ' ' and <= '~' and not '\''))
        {
            return "'" + latin1 + "'";
        }

        var quoted = new StringBuilder("$'");
        foreach (var c in latin1)
        {
            quoted.Append(c is >= ' ' and <= '~' and not '\'' and not '\\' ? c.ToString() : $"\\x{(int)c:x2}");
        }

        return quoted.Append('\'').ToString();
    }
}

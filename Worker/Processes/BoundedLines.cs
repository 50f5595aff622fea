using System.Text;

namespace Platform.Worker.Processes;

/// <summary>
/// Reads the lines of a program's output as UTF-8, each truncated at a maximum length, because the metadata of a file may contain a line of a hundred
/// megabytes.
/// </summary>
internal sealed class BoundedLines(Stream stream) : IDisposable
{
    /// <summary>The maximum length of a line in characters; the rest of a longer one is dropped.</summary>
    public const int MaxChars = 16 * 1024;

    private readonly StreamReader _reader = new(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 4096, leaveOpen: true);
    private readonly char[] _buffer = new char[4096];
    private int _at;
    private int _count;

    public void Dispose() => _reader.Dispose();

    /// <summary>Reads the next line without its end; null after the last one.</summary>
    public async ValueTask<string?> ReadAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_at == _count)
            {
                _at = 0;
                _count = await _reader.ReadAsync(_buffer.AsMemory());
                if (_count == 0)
                {
                    return line.Length > 0 ? line.ToString() : null;
                }
            }

            var rest = _buffer.AsMemory(_at, _count - _at);
            var end = rest.Span.IndexOf('\n');
            var piece = end < 0 ? rest : rest[..end];
            line.Append(piece[..Math.Min(piece.Length, MaxChars - line.Length)]);
            _at += piece.Length;
            if (end >= 0)
            {
                _at++;
                return line.ToString().TrimEnd('\r');
            }
        }
    }
}

using System.Text;
using System.Text.Json;
using Platform.Contracts.Recognition;

namespace Platform.Recogniser.Lines;

/// <summary>Reads the worker's commands.</summary>
internal sealed class CommandReader(Stream input) : IDisposable
{
    private readonly StreamReader _reader = new(input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false, bufferSize: 4096, leaveOpen: true);
    private readonly char[] _one = new char[1];

    /// <summary>Reads the next command; null after the last one.</summary>
    /// <exception cref="InvalidDataException">The line does not conform to the protocol.</exception>
    public async ValueTask<RecogniserCommand?> ReadAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (await _reader.ReadAsync(_one.AsMemory(), cancellationToken).ConfigureAwait(false) > 0)
        {
            if (_one[0] == '\n')
            {
                return Parse(line.ToString());
            }

            if (line.Append(_one[0]).Length > ProtocolLimits.MaxLine)
            {
                throw new InvalidDataException("A line of the worker is too long.");
            }
        }

        return line.Length == 0 ? null : throw new InvalidDataException("The last line of the worker is cut off.");
    }

    public void Dispose() => _reader.Dispose();

    private static RecogniserCommand Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RecognitionJson.Default.RecogniserCommand) ?? throw new InvalidDataException("A line of the worker is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("A line of the worker cannot be read.", error);
        }
    }
}

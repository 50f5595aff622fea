using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;

namespace Platform.Recogniser.Lines;

/// <summary>Writes events for the worker. Thread-safe.</summary>
internal sealed class EventWriter(Stream output)
{
    private readonly Lock _lock = new();

    /// <summary>Writes an event as a line.</summary>
    public void Write(RecogniserEvent line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, RecognitionJson.Default.RecogniserEvent), (byte)'\n'];
        lock (_lock)
        {
            output.Write(bytes);
            output.Flush();
        }
    }

    /// <summary>Writes the words of a part, in as many lines as necessary.</summary>
    public void Write(int part, IReadOnlyList<CaptionWord> words)
    {
        for (var at = 0; at == 0 || at < words.Count; at += ProtocolLimits.MaxWords)
        {
            var some = words.Skip(at).Take(ProtocolLimits.MaxWords).Select(static word => word.Text.Length <= ProtocolLimits.MaxWord ? word : word with { Text = Cut(word.Text, ProtocolLimits.MaxWord) });
            Write(new RecogniserEvent(Words: new WordsEvent(part, [.. some], Last: at + ProtocolLimits.MaxWords >= words.Count)));
        }
    }

    /// <summary>Reports a failure.</summary>
    public void Write(int? part, Exception error) =>
        Write(new RecogniserEvent(Failed: new FailedEvent(part, Cut($"{error.GetType().Name}: {error.Message}", ProtocolLimits.MaxReason))));

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}

using Aspire.Dashboard.Live;

namespace Aspire.Dashboard.ConsoleLogs;

/// <summary>The newest lines of one instance.</summary>
internal sealed class ResourceLogBuffer(int maxLines, int maxCharacters)
{
    private readonly Lock _gate = new();
    private readonly Queue<ResourceLogLine> _lines = new();
    private readonly Pulse _pulse = new();
    private long _characters;
    private long _last;

    public Task Changed => _pulse.Next;

    public void Append(DateTimeOffset at, string text, bool isError)
    {
        lock (_gate)
        {
            _lines.Enqueue(new ResourceLogLine(++_last, at, text, isError));
            _characters += text.Length;
            while (_lines.Count > 1 && (_lines.Count > maxLines || _characters > maxCharacters))
            {
                _characters -= _lines.Dequeue().Text.Length;
            }
        }

        _pulse.Signal();
    }

    public List<ResourceLogLine> After(long number, int limit)
    {
        lock (_gate)
        {
            var skipped = (int)Math.Clamp(number - (_last - _lines.Count), 0, _lines.Count);
            return [.. _lines.Skip(skipped).Take(limit)];
        }
    }
}

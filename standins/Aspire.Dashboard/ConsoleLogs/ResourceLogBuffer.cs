using Aspire.Dashboard.Live;
using Aspire.Dashboard.Memory;

namespace Aspire.Dashboard.ConsoleLogs;

/// <summary>The newest lines of one instance.</summary>
internal sealed class ResourceLogBuffer(int maxLines, int maxCharacters)
{
    private readonly Lock _gate = new();
    private readonly RingBuffer<ResourceLogLine> _lines = new(maxLines);
    private readonly Pulse _pulse = new();
    private long _characters;
    private long _last;

    public Task Changed => _pulse.Next;

    public void Append(DateTimeOffset at, string text, bool isError)
    {
        lock (_gate)
        {
            while (_lines.Count > 0 && (_lines.IsFull || _characters + text.Length > maxCharacters))
            {
                _characters -= _lines.RemoveOldest().Text.Length;
            }

            _lines.Add(new ResourceLogLine(++_last, at, text, isError));
            _characters += text.Length;
        }

        _pulse.Signal();
    }

    public List<ResourceLogLine> After(long number, int limit)
    {
        lock (_gate)
        {
            return _lines.Copy((int)Math.Clamp(number - (_last - _lines.Count), 0, _lines.Count), limit);
        }
    }
}

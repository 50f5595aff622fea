using Platform.Frontend.Wording;

namespace Platform.Frontend.Elements;

/// <summary>Holds short messages about completed actions, for one tab.</summary>
internal sealed class Notices(TimeProvider time)
{
    private const int MaxShown = 4;
    private readonly List<Notice> _shown = [];

    /// <summary>Raised on the caller's thread, which is the circuit's.</summary>
    public event Action? Changed;

    public IReadOnlyList<Notice> Shown => _shown;

    public void Good(PageText text) => Add(new(Guid.CreateVersion7(time.GetUtcNow()), text, IsBad: false));

    public void Bad(PageText text) => Add(new(Guid.CreateVersion7(time.GetUtcNow()), text, IsBad: true));

    public void Dismiss(Guid id)
    {
        if (_shown.RemoveAll(notice => notice.Id == id) > 0)
        {
            Changed?.Invoke();
        }
    }

    private void Add(Notice notice)
    {
        _shown.Add(notice);
        if (_shown.Count > MaxShown)
        {
            _shown.RemoveAt(0);
        }

        Changed?.Invoke();
    }
}

/// <summary>Represents one message.</summary>
internal sealed record Notice(Guid Id, PageText Text, bool IsBad);

namespace Platform.Frontend.Jobs;

/// <summary>Which jobs of a list are chosen to act on: some of those on the page, or all that match, on whichever page they are.</summary>
internal sealed class JobSelection
{
    private readonly HashSet<Guid> _ids = [];

    /// <summary>Whether all that match are chosen.</summary>
    public bool IsAllMatching { get; private set; }

    /// <summary>Whether none is.</summary>
    public bool IsEmpty => _ids.Count == 0 && !IsAllMatching;

    /// <summary>Those that are chosen one by one.</summary>
    public IReadOnlyCollection<Guid> Ids => _ids;

    public bool Has(Guid id) => IsAllMatching || _ids.Contains(id);

    /// <summary>Whether all of a page are; of one without any, they are not.</summary>
    public bool HasAll(IReadOnlyCollection<Guid> page) => IsAllMatching || (page.Count > 0 && _ids.IsSupersetOf(page));

    /// <summary>Chooses a job or leaves it out; where all that match were chosen, the others on the page stay so.</summary>
    public void Choose(Guid id, bool isOn, IEnumerable<Guid> page)
    {
        if (IsAllMatching)
        {
            IsAllMatching = false;
            _ids.UnionWith(page);
        }

        _ = isOn ? _ids.Add(id) : _ids.Remove(id);
    }

    public void ChoosePage(IEnumerable<Guid> page) => _ids.UnionWith(page);

    public void ChooseAllMatching() => IsAllMatching = true;

    /// <summary>Leaves out what is not on the page any more.</summary>
    public void KeepTo(IEnumerable<Guid> page) => _ids.IntersectWith(page);

    public void LeaveOut(Guid id) => _ids.Remove(id);

    public void Clear()
    {
        _ids.Clear();
        IsAllMatching = false;
    }
}

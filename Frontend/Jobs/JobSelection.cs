namespace Platform.Frontend.Jobs;

/// <summary>Tracks which jobs of a list are selected for an action: some of the page, or all that match on any page.</summary>
internal sealed class JobSelection
{
    private readonly HashSet<Guid> _ids = [];

    /// <summary>Gets whether all matching jobs are selected.</summary>
    public bool IsAllMatching { get; private set; }

    /// <summary>Gets whether nothing is selected.</summary>
    public bool IsEmpty => _ids.Count == 0 && !IsAllMatching;

    /// <summary>Gets the jobs that are selected individually.</summary>
    public IReadOnlyCollection<Guid> Ids => _ids;

    public bool Has(Guid id) => IsAllMatching || _ids.Contains(id);

    /// <summary>Checks whether all jobs of a page are selected; false for an empty page.</summary>
    public bool HasAll(IReadOnlyCollection<Guid> page) => IsAllMatching || (page.Count > 0 && _ids.IsSupersetOf(page));

    /// <summary>Selects or deselects a job; if all matching jobs were selected, the others on the page remain selected.</summary>
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

    /// <summary>Deselects jobs that are no longer on the page.</summary>
    public void KeepTo(IEnumerable<Guid> page) => _ids.IntersectWith(page);

    public void LeaveOut(Guid id) => _ids.Remove(id);

    public void Clear()
    {
        _ids.Clear();
        IsAllMatching = false;
    }
}

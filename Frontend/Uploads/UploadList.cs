namespace Platform.Frontend.Uploads;

/// <summary>Holds the selected files of a page in their order, updated by the browser's reports.</summary>
public sealed class UploadList
{
    private readonly List<UploadItem> _items = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    /// <summary>Gets the files.</summary>
    public IReadOnlyList<UploadItem> Items => _items;

    /// <summary>Applies a report of the browser.</summary>
    /// <param name="reported">The current state of its files.</param>
    public void Take(IEnumerable<UploadItem> reported)
    {
        ArgumentNullException.ThrowIfNull(reported);
        foreach (var item in reported)
        {
            // A report may arrive after its file was removed.
            if (_removed.Contains(item.Key))
            {
                continue;
            }

            var index = _items.FindIndex(known => known.Key == item.Key);
            if (index < 0)
            {
                _items.Add(item);
            }
            else
            {
                _items[index] = item;
            }
        }
    }

    /// <summary>Removes a file for good.</summary>
    /// <param name="key">The key of the file: the item itself may have been replaced by a newer one.</param>
    public void Remove(string key)
    {
        _removed.Add(key);
        _items.RemoveAll(item => item.Key == key);
    }
}

namespace Platform.Frontend.Uploads;

/// <summary>The files of a page in the order in which they were picked, put together from the browser's reports.</summary>
public sealed class UploadList
{
    private readonly List<UploadItem> _items = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    /// <summary>The files that are there.</summary>
    public IReadOnlyList<UploadItem> Items => _items;

    /// <summary>Takes what the browser reports.</summary>
    /// <param name="reported">Its files as they are now.</param>
    public void Take(IEnumerable<UploadItem> reported)
    {
        ArgumentNullException.ThrowIfNull(reported);
        foreach (var item in reported)
        {
            // A report may have been on its way while the file was removed.
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
    /// <param name="key">Its key: the item that somebody holds may have been replaced by a newer one.</param>
    public void Remove(string key)
    {
        _removed.Add(key);
        _items.RemoveAll(item => item.Key == key);
    }
}

using System.Globalization;

namespace Platform.Frontend.Elements;

/// <summary>Where a visitor is in a list that is read page by page, each from the cursor that the one before it told.</summary>
public sealed class Pages
{
    private const char Separator = '.';
    private const int MaxTrail = 5;
    private const int MaxPlace = 4096;
    private readonly Stack<string> _cursors = new();
    private int _skipped;
    private string? _next;

    /// <summary>Where the page begins; null for the first.</summary>
    public string? Cursor => _cursors.TryPeek(out var cursor) ? cursor : null;

    /// <summary>1 for the first.</summary>
    public int Number => _skipped + _cursors.Count + 1;

    /// <summary>Whether there is no page before this one.</summary>
    public bool IsFirst => _cursors.Count == 0;

    /// <summary>Whether there is no page after this one, as far as is known.</summary>
    public bool IsLast => _next is null;

    /// <summary>Reads the page; the first one instead where this one has emptied and nobody has moved on meanwhile.</summary>
    /// <param name="read">Reads from a cursor.</param>
    /// <param name="count">How many a page has.</param>
    public async Task<T> FetchAsync<T>(Func<string?, Task<T>> read, Func<T, int> count)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(count);
        var cursor = Cursor;
        var page = await read(cursor);
        if (cursor is null || cursor != Cursor || count(page) > 0)
        {
            return page;
        }

        Restart();
        return await read(null);
    }

    /// <summary>Takes note of where the next page begins.</summary>
    /// <param name="next">Null when this is the last.</param>
    public void Read(string? next) => _next = next;

    /// <summary>Goes to the next page.</summary>
    /// <returns>False when there is none, or nobody knows yet where it begins.</returns>
    public bool Forward()
    {
        if (_next is null)
        {
            return false;
        }

        _cursors.Push(_next);
        _next = null;
        return true;
    }

    /// <summary>Goes to the page before.</summary>
    /// <returns>False on the first page.</returns>
    public bool Back()
    {
        if (!_cursors.TryPop(out var left))
        {
            return false;
        }

        _next = left;
        if (_cursors.Count == 0 && _skipped > 0)
        {
            // Where the pages before begin is not known any more.
            Restart();
        }

        return true;
    }

    /// <summary>Goes to the first page.</summary>
    public void Restart()
    {
        _cursors.Clear();
        _skipped = 0;
        _next = null;
    }

    /// <summary>The place as a text for an address: the page's number and the cursors of the last few pages up to it; null for the first.</summary>
    public string? Write() => IsFirst
        ? null
        : string.Join(Separator, _cursors.Take(MaxTrail).Reverse().Prepend(Number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Goes to a place that was written down; to the first page where nobody wrote it so.</summary>
    public void Go(string? place)
    {
        Restart();
        if (place is not { Length: <= MaxPlace } || place.Split(Separator) is not { Length: > 1 and <= MaxTrail + 1 } parts
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < parts.Length || parts.Contains(""))
        {
            return;
        }

        foreach (var cursor in parts.Skip(1))
        {
            _cursors.Push(cursor);
        }

        _skipped = number - parts.Length;
    }
}

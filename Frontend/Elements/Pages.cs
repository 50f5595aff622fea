using System.Globalization;

namespace Platform.Frontend.Elements;

/// <summary>Tracks a visitor's position in a paged list, in which each page has the cursor of the next one.</summary>
public sealed class Pages
{
    private const char Separator = '.';
    private const int MaxTrail = 5;
    private const int MaxPlace = 4096;
    private readonly Stack<string> _cursors = new();
    private int _skipped;
    private string? _next;

    /// <summary>Gets the cursor of the page; null for the first.</summary>
    public string? Cursor => _cursors.TryPeek(out var cursor) ? cursor : null;

    /// <summary>Gets the number of the page, from 1.</summary>
    public int Number => _skipped + _cursors.Count + 1;

    /// <summary>Gets whether this is the first page.</summary>
    public bool IsFirst => _cursors.Count == 0;

    /// <summary>Gets whether this is the last page, as far as is known.</summary>
    public bool IsLast => _next is null;

    /// <summary>Loads the page; the first one instead if this one has become empty and the position has not changed in the meantime.</summary>
    /// <param name="read">Loads from a cursor.</param>
    /// <param name="count">Counts the items of a page.</param>
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

    /// <summary>Stores the cursor of the next page.</summary>
    /// <param name="next">The cursor; null if this is the last page.</param>
    public void Read(string? next) => _next = next;

    /// <summary>Moves to the next page.</summary>
    /// <returns>False if there is none, or its cursor is unknown.</returns>
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

    /// <summary>Moves to the previous page.</summary>
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
            // The cursors of the earlier pages are not known any more.
            Restart();
        }

        return true;
    }

    /// <summary>Moves to the first page.</summary>
    public void Restart()
    {
        _cursors.Clear();
        _skipped = 0;
        _next = null;
    }

    /// <summary>Formats the position for a URL: the page's number and the cursors of the last few pages up to it; null for the first page.</summary>
    public string? Write() => IsFirst
        ? null
        : string.Join(Separator, _cursors.Take(MaxTrail).Reverse().Prepend(Number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Moves to a position in a URL; to the first page if it is invalid.</summary>
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

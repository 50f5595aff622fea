namespace Aspire.Dashboard.Memory;

/// <summary>A queue that can be read by position. It grows as needed, never beyond its capacity. Not safe for several threads.</summary>
internal sealed class RingBuffer<T>(int capacity)
{
    private T[] _items = new T[Math.Min(capacity, 16)];
    private int _start;

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    public T this[int index] => _items[(_start + index) % _items.Length];

    /// <summary>Adds an item at the end; the caller removes the oldest first when it is full.</summary>
    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            if (IsFull)
            {
                throw new InvalidOperationException("The buffer is full.");
            }

            Grow();
        }

        _items[(_start + Count++) % _items.Length] = item;
    }

    public T RemoveOldest()
    {
        var oldest = _items[_start];
        _items[_start] = default!;
        _start = (_start + 1) % _items.Length;
        Count--;
        return oldest;
    }

    public List<T> Copy(int from, int limit)
    {
        var copy = new List<T>(Math.Min(limit, Count - from));
        for (var index = from; index < Count && copy.Count < limit; index++)
        {
            copy.Add(this[index]);
        }

        return copy;
    }

    private void Grow()
    {
        var larger = new T[(int)Math.Min(capacity, _items.Length * 2L)];
        for (var index = 0; index < Count; index++)
        {
            larger[index] = this[index];
        }

        (_items, _start) = (larger, 0);
    }
}

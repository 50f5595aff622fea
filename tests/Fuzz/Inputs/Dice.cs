namespace Platform.Fuzz.Inputs;

/// <summary>Makes the random choices of one request; reproducible by seed and number.</summary>
internal sealed class Dice(int seed, int number)
{
    private readonly Random _random = new(unchecked((seed * 1_000_003) + number));

    /// <summary>Returns a number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => _random.Next(bound);

    /// <summary>Returns true with a probability of 1 / <paramref name="times"/>.</summary>
    public bool OneIn(int times) => _random.Next(times) == 0;

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public T[] Shuffle<T>(IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        _random.Shuffle(shuffled);
        return shuffled;
    }
}

using Xunit.Abstractions;

namespace Platform.Testkit.Running;

/// <summary>
/// Spreads test collections that keep a processor busy evenly over all others, which wait most of their time or start services: several busy ones at once
/// only slow each other down, and without one the processors idle. The order holds for both directions: xunit starts the first few, then the others from
/// the last to the first, because a thread takes the newest of its own tasks.
/// </summary>
/// <param name="first">Names of the collections that begin, because they take longest: as many as run at once.</param>
/// <param name="busy">Names of the busy collections, or of classes that are collections by themselves; the longest-running in the middle.</param>
public abstract class SpreadOut(IReadOnlyList<string> first, params IReadOnlyList<string> busy) : LongestFirst([.. first, .. busy])
{
    private readonly HashSet<string> _first = [.. first];

    /// <inheritdoc />
    public override IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections)
    {
        var ordered = base.OrderTestCollections(testCollections).ToList();
        var beginning = ordered.TakeWhile(collection => _first.Contains(collection.DisplayName)).ToList();
        var busyOnes = ordered.Skip(beginning.Count).TakeWhile(IsNamed).ToList();
        var others = ordered.Skip(beginning.Count + busyOnes.Count).OrderBy(collection => collection.DisplayName, StringComparer.Ordinal).ToList();
        foreach (var collection in beginning)
        {
            yield return collection;
        }

        var taken = 0;
        for (var i = 0; i < others.Count; i++)
        {
            yield return others[i];
            for (; taken < busyOnes.Count && (taken + 1) * others.Count <= (i + 1) * (busyOnes.Count + 1); taken++)
            {
                yield return busyOnes[taken];
            }
        }

        foreach (var last in busyOnes.Skip(taken))
        {
            yield return last;
        }
    }
}

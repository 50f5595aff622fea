using Xunit.Abstractions;

namespace Platform.Testkit.Running;

/// <summary>
/// Spreads test collections that keep a processor busy evenly over all others, which wait most of their time or start services: several busy ones at once
/// only slow each other down, and without one the processors idle. The order holds for both directions: xunit starts the first few, then the others from
/// the last to the first, because a thread takes the newest of its own tasks.
/// </summary>
/// <param name="names">Names of the busy collections, or of classes that are collections by themselves; the longest-running first and in the middle.</param>
public abstract class SpreadOut(params IReadOnlyList<string> names) : LongestFirst(names)
{
    // Classes that are collections by themselves; those of several classes take longer, and begin first.
    private const string OfClass = "Test collection for ";

    /// <inheritdoc />
    public override IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections)
    {
        var ordered = base.OrderTestCollections(testCollections).ToList();
        var busy = ordered.TakeWhile(IsNamed).ToList();
        var others = ordered.Skip(busy.Count)
            .OrderBy(collection => collection.DisplayName.StartsWith(OfClass, StringComparison.Ordinal)).ThenBy(collection => collection.DisplayName, StringComparer.Ordinal).ToList();
        var taken = 0;
        for (var i = 0; i < others.Count; i++)
        {
            for (; taken < busy.Count && taken * others.Count <= i * busy.Count; taken++)
            {
                yield return busy[taken];
            }

            yield return others[i];
        }

        foreach (var last in busy.Skip(taken))
        {
            yield return last;
        }
    }
}

using Xunit;
using Xunit.Abstractions;

namespace Platform.Testkit.Running;

/// <summary>
/// Has collections begin in an order that is given, and all others after them. Else it is another with each run, and one that takes
/// minutes may begin when all others are done.
/// </summary>
/// <param name="names">Names of collections, or classes that are one by themselves, each longer than the next.</param>
public abstract class LongestFirst(params IReadOnlyList<string> names) : ITestCollectionOrderer
{
    /// <inheritdoc />
    public virtual IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(PlaceOf);

    /// <summary>The name that a class has as a collection.</summary>
    protected static string Of<TTests>() => $"Test collection for {typeof(TTests).FullName}";

    private int PlaceOf(ITestCollection collection)
    {
        for (var place = 0; place < names.Count; place++)
        {
            if (names[place] == collection.DisplayName)
            {
                return place;
            }
        }

        return names.Count;
    }
}

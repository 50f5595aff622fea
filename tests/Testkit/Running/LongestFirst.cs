using Xunit;
using Xunit.Abstractions;

namespace Platform.Testkit.Running;

/// <summary>
/// Runs the given test collections first, in the given order, and all others after them. Otherwise the order changes with each run, and a collection
/// that takes minutes may begin when all others are done.
/// </summary>
/// <param name="names">Names of collections, or of classes that are collections by themselves, the longest-running first.</param>
public abstract class LongestFirst(params IReadOnlyList<string> names) : ITestCollectionOrderer
{
    /// <inheritdoc />
    public virtual IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(PlaceOf);

    /// <summary>Returns the name of a class as a collection.</summary>
    protected static string Of<TTests>() => $"Test collection for {typeof(TTests).FullName}";

    /// <summary>Returns whether a collection is one of the given.</summary>
    protected bool IsNamed(ITestCollection collection) => PlaceOf(collection) < names.Count;

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

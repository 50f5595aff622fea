using Platform.EndToEnd.Attacking;
using Platform.EndToEnd.Fuzzing;
using Platform.EndToEnd.Hosting;
using Platform.EndToEnd.Monitoring;
using Platform.Testkit.Running;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Platform.EndToEnd.CollectionOrder", "EndToEnd")]
[assembly: TestFramework("Platform.Testkit.Running." + nameof(NotedTestFramework), "Testkit")]

namespace Platform.EndToEnd;

/// <summary>
/// Those that have a platform, so that both processors have one until the end. The last two run alone and one after the other, on the platform
/// that the first has left: what was attacked may still be busy with it.
/// </summary>
public sealed class CollectionOrder() : LongestFirst(
    PlainPlatformCollection.Name, MonitoredCollection.Name, Of<AppHostTests>(), FuzzedCollection.Name, AttackedCollection.Name)
{
    private static volatile IReadOnlyCollection<string> s_running = [];

    /// <summary>Whether tests of a collection are among those that run.</summary>
    public static bool Runs(string collection) => s_running.Contains(collection);

    /// <inheritdoc />
    public override IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections)
    {
        var collections = testCollections.ToList();
        s_running = collections.ConvertAll(collection => collection.DisplayName);
        return base.OrderTestCollections(collections);
    }
}

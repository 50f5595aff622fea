using Platform.Testkit.Running;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Platform.Unit.Testkit.Running;

public sealed class SpreadOutTests
{
    private static readonly string[] s_busy = ["busy a", "busy b", "busy c"];

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(2)]
    [InlineData(0)]
    public void Busy_collections_are_spread_evenly_and_none_is_lost(int count)
    {
        string[] others = [.. Enumerable.Range(0, count).Select(i => $"other {i:00}")];

        var order = Order([.. others, .. s_busy, "first"]);

        order.ShouldBe([.. others, .. s_busy, "first"], ignoreOrder: true);
        order[0].ShouldBe("first");
        order.Where(s_busy.Contains).ShouldBe(s_busy);

        // As many others before, between and after them.
        var places = s_busy.Select(name => Array.IndexOf(order, name)).Prepend(0).Append(order.Length).ToList();
        places.Zip(places.Skip(1), (one, next) => next - one - 1).ShouldAllBe(between => between >= count / 4 && between <= (count / 4) + 1);
    }

    private static string[] Order(IEnumerable<string> names)
    {
        var assembly = new TestAssembly(Reflector.Wrap(typeof(SpreadOutTests).Assembly));
        return [.. new Spread().OrderTestCollections([.. names.Select(name => (ITestCollection)new TestCollection(assembly, null, name))]).Select(collection => collection.DisplayName)];
    }

    private sealed class Spread() : SpreadOut(["first"], "busy a", "busy b", "busy c");
}

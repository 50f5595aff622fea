using Platform.Testkit.Running;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Platform.Unit.Testkit.Running;

public sealed class SpreadOutTests
{
    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(2)]
    [InlineData(0)]
    public void Busy_collections_are_spread_evenly_and_none_is_lost(int count)
    {
        string[] busy = ["busy a", "busy b", "busy c"];
        string[] others = [.. Enumerable.Range(0, count).Select(i => $"Test collection for {i}")];

        var order = Order([.. others, .. busy]);

        order.ShouldBe([.. others, .. busy], ignoreOrder: true);
        order.Where(busy.Contains).ShouldBe(busy);
        var places = busy.Select(name => Array.IndexOf(order, name)).ToList();
        places.Zip(places.Skip(1), (one, next) => next - one - 1).ShouldAllBe(between => between <= (count / busy.Length) + 1 && between >= count / busy.Length);
    }

    [Fact]
    public void Collections_of_several_classes_come_before_single_classes() =>
        Order(["Test collection for A", "shared", "busy a"]).ShouldBe(["busy a", "shared", "Test collection for A"]);

    private static string[] Order(IEnumerable<string> names) =>
        [.. new Spread().OrderTestCollections([.. names.Select(name => (ITestCollection)new TestCollection(null, null, name))]).Select(collection => collection.DisplayName)];

    private sealed class Spread() : SpreadOut("busy a", "busy b", "busy c");
}

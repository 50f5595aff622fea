using Platform.Contracts.Jobs;
using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Gateway;

public sealed class JobQueryTests
{
    [Fact]
    public void Filters_become_the_same_query_and_bulk_filter()
    {
        var query = new JobQuery([JobState.Failed, JobState.Running], "captions", "a&b", "é x", new(2026, 5, 1, 2, 0, 0, TimeSpan.FromHours(2)), null);
        query.ToQueryString(50, "c+1").ShouldBe(
            "?limit=50&state=failed&state=running&kind=captions&tag=a%26b&q=%C3%A9%20x&created_after=2026-05-01T00%3A00%3A00.0000000Z&cursor=c%2B1");
        var filter = query.ToFilter();
        filter.States.ShouldBe([JobState.Failed, JobState.Running]);
        filter.Tags.ShouldBe(["a&b"]);
        query.IsEverything.ShouldBeFalse();
        JobQuery.Everything.IsEverything.ShouldBeTrue();
    }
}

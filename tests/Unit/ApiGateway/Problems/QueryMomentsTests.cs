using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Platform.ApiGateway.Problems;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Problems;

public sealed class QueryMomentsTests
{
    [Fact]
    public void An_unencoded_plus_in_a_time_is_accepted()
    {
        var errors = new FieldErrors();
        QueryMoments.Read(new QueryCollection(new Dictionary<string, StringValues> { ["from"] = "2026-01-31T12:00:00 02:00" }), "from", errors)
            .ShouldBe(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));
        QueryMoments.Read(new QueryCollection(new Dictionary<string, StringValues> { ["from"] = new(["2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"]) }), "from", errors).ShouldBeNull();
        errors.IsMalformed.ShouldBeTrue();
    }
}

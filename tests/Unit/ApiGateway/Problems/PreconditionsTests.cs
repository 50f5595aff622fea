using Microsoft.AspNetCore.Http;
using Platform.ApiGateway.Problems;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Problems;

public sealed class PreconditionsTests
{
    [Theory]
    [InlineData("\"1\"", "\"1\"", true)]
    [InlineData("W/\"1\"", "\"1\"", true)]
    [InlineData("\"2\", \"1\"", "\"1\"", true)]
    [InlineData("*", "\"1\"", true)]
    [InlineData("\"2\"", "\"1\"", false)]
    [InlineData("nonsense", "\"1\"", false)]
    public void If_None_Match_is_compared_with_the_version(string header, string etag, bool isKnown)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.IfNoneMatch = header;
        Preconditions.IsKnown(request, etag).ShouldBe(isKnown);
    }

    [Theory]
    [InlineData(null, "\"1\"", null)]
    [InlineData("\"1\"", "\"1\"", true)]
    [InlineData("W/\"1\"", "\"1\"", false)]
    [InlineData("\"2\"", "\"1\"", false)]
    [InlineData("nonsense", "\"1\"", false)]
    public void If_Match_is_compared_with_the_version(string? header, string etag, bool? isMatch)
    {
        var request = new DefaultHttpContext().Request;
        if (header is not null)
        {
            request.Headers.IfMatch = header;
        }

        Preconditions.IsMatch(request, etag).ShouldBe(isMatch);
    }
}

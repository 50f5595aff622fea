using Microsoft.AspNetCore.Http;
using Platform.ApiGateway.Submission;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Submission;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData(null, true, null)]
    [InlineData("abc", true, "abc")]
    [InlineData("\"abc\"", true, "abc")]
    [InlineData("", false, null)]
    [InlineData("\"\"", false, null)]
    [InlineData("caf\u00e9", false, null)]
    [InlineData("a\tb", false, null)]
    public void Idempotency_keys_are_validated(string? header, bool isValid, string? key)
    {
        var request = new DefaultHttpContext().Request;
        if (header is not null)
        {
            request.Headers[IdempotencyKey.Header] = header;
        }

        IdempotencyKey.TryRead(request, out var read, out var problem).ShouldBe(isValid);
        read.ShouldBe(key);
        (problem is null).ShouldBe(isValid);
    }
}

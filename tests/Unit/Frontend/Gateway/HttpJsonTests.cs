using System.Net;
using System.Text;
using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Gateway;

public sealed class HttpJsonTests
{
    [Fact]
    public async Task A_refusal_keeps_the_errors_of_each_field()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.UnprocessableEntity)
        {
            Content = new StringContent(
                """{"title":"Invalid","detail":"Two things.","errors":{"input.url":["No."],"start_at":["Too late.","Really."]},"trace_id":"abc"}""",
                Encoding.UTF8,
                "application/problem+json"),
        };
        var refused = await Should.ThrowAsync<GatewayException>(() => response.ThrowIfRefusedAsync(CancellationToken.None));
        refused.Problem.ErrorOf("url")!.English.ShouldBe("No.");
        refused.Problem.ErrorOf("StartAt")!.English.ShouldBe("Too late. Really.");
        refused.Problem.ErrorOf("title").ShouldBeNull();
        refused.Problem.TraceId.ShouldBe("abc");
    }

    [Fact]
    public async Task A_refusal_without_problem_details_is_still_a_refusal()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>") };
        response.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
        var refused = await Should.ThrowAsync<GatewayException>(() => response.ThrowIfRefusedAsync(CancellationToken.None));
        refused.IsDegraded.ShouldBeTrue();
        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }
}

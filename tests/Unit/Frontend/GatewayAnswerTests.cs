using System.Net;
using System.Text;
using Platform.Contracts.Jobs;
using Platform.Frontend.Gateway;
using Platform.Frontend.Uploads;
using Platform.Unit.Jobs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend;

public sealed class GatewayAnswerTests
{
    [Fact]
    public async Task A_refusal_keeps_what_the_gateway_said_field_by_field()
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
    public async Task A_refusal_without_problem_details_is_a_refusal_all_the_same()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>") };
        response.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
        var refused = await Should.ThrowAsync<GatewayException>(() => response.ThrowIfRefusedAsync(CancellationToken.None));
        refused.IsDegraded.ShouldBeTrue();
        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void Filters_become_query_and_bulk_filter_alike()
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

    [Fact]
    public void What_one_part_answers_says_nothing_of_another()
    {
        using var status = new GatewayStatus(TimeProvider.System);
        var changes = 0;
        status.Changed += () => changes++;
        status.Answered("jobs", well: false);
        status.Answered("api-keys", well: true);
        status.State.ShouldBe(PlatformState.Degraded);
        status.Unreachable();
        status.State.ShouldBe(PlatformState.Unreachable);
        status.Answered("jobs", well: true);
        status.State.ShouldBe(PlatformState.Up);
        changes.ShouldBe(3);
    }

    [Fact]
    public void A_part_that_nobody_calls_again_is_not_called_away_for_ever()
    {
        var time = new ManualTime();
        using var status = new GatewayStatus(time);
        var changes = 0;
        status.Changed += () => changes++;
        status.Answered("jobs", well: false);
        time.Advance(TimeSpan.FromSeconds(20));
        status.Answered("uploads", well: false);
        time.Advance(TimeSpan.FromSeconds(20));
        status.State.ShouldBe(PlatformState.Degraded, "the later answer still holds");
        changes.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(20));
        status.State.ShouldBe(PlatformState.Up);
        changes.ShouldBe(2);
    }

    [Theory]
    [InlineData("https://api.example/api/v1/uploads/42", "/uploads/42")]
    [InlineData("/api/v1/uploads/42", "/uploads/42")]
    public void Addresses_of_uploads_become_those_of_this_origin(string there, string here) => UploadForwarding.ToOwnPath(there).ShouldBe(here);
}

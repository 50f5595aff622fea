using System.Net;
using System.Text;
using System.Text.Json;
using Platform.Contracts.Internal;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager.Inputs;

/// <summary>
/// Every route of JobManager's internal API, called with every part of its body or query replaced by what nobody should send.
/// </summary>
public sealed class InternalInputTests(InternalInputTests.OneJob fixture) : IClassFixture<InternalInputTests.OneJob>
{
    public static TheoryData<string, string> Bodies { get; } = new()
    {
        { "jobs/submit", """{"jobs":[{"id":"{new}","owner_id":"{owner}","kind":"probe","input":{"a":1},"title":"t","tags":["a"],"priority":"normal","max_attempts":2,"timeout_seconds":5,"start_at":"2030-01-01T00:00:00Z","idempotency_key":"{new}","fingerprint":"f","webhook":{"url":"https://example.org","secret":"0123456789abcdef"},"trace_parent":"t","request_id":"r"}]}""" },
        { "jobs/search", """{"filter":{"owner_id":"{owner}","states":["queued"],"kinds":["probe"],"tags":["a"],"priorities":["high"],"text":"t","created_after":"2025-01-01T00:00:00Z","created_before":"2030-01-01T00:00:00Z","ids":["{new}"]},"limit":10,"before":"{new}"}""" },
        { "jobs/act", """{"actor":{"user_id":"{owner}","is_operator":false},"action":"cancel","filter":{"owner_id":"{owner}","states":["failed"],"text":"t","created_after":"2025-01-01T00:00:00Z","created_before":"2030-01-01T00:00:00Z","ids":["{new}"]},"before":"{new}"}""" },
        { "jobs/{job}/act", """{"actor":{"user_id":"{owner}","is_operator":false},"action":"cancel"}""" },
        { "jobs/{job}/result", """{"actor":{"user_id":"{owner}","is_operator":false},"expected_version":1,"result":{"a":1}}""" },
        { "audit", """{"id":"{new}","actor_id":"{owner}","action":"account.deleted","detail":{"a":1}}""" },
    };

    public static TheoryData<string, string> Queries { get; } = new()
    {
        { "jobs/{job}", "owner_id" },
        { "jobs/{job}/log", "owner_id,after,limit" },
        { "jobs/{job}/attempts", "owner_id" },
        { "jobs/{job}/webhook-deliveries", "owner_id" },
        { "audit", "limit,before" },
        { "backlog", "x" },
    };

    [Fact]
    public void No_route_is_left_out() => InternalInput.Routes(fixture.Services).ShouldBe(
        Bodies.Concat(Queries).Select(row => "/internal/v1/" + ((string)row[0]).Replace("{job}", "{id:guid}", StringComparison.Ordinal)), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_template_itself_is_served(string path, string template)
    {
        using HttpResponseMessage answer = await InternalInput.PostAsync(fixture.Http, Fill(path), Encoding.UTF8.GetBytes(Fill(template)));
        ((int)answer.StatusCode).ShouldBeOneOf(200, 201, 204, 404, 409);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task Whatever_stands_in_a_body_the_answer_is_no_fault_of_the_service(string path, string template) =>
        InternalInput.SendMutantsAsync(fixture.Http, Fill(path), () => Fill(template));

    [Theory]
    [MemberData(nameof(Queries))]
    public Task Whatever_stands_in_a_query_the_answer_is_no_fault_of_the_service(string path, string names) =>
        InternalInput.AskOddlyAsync(fixture.Http, Fill(path), names);

    [Fact]
    public async Task A_refusal_names_what_is_wrong()
    {
        using HttpResponseMessage answer = await InternalInput.PostAsync(fixture.Http, "jobs/search", "{\"filter\":{\"text\":\"a\\u0000b\"},\"limit\":10}"u8.ToArray());
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        problem.GetProperty("code").GetString().ShouldBe("malformed");
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("errors").EnumerateObject().Single().Name.ShouldBe("filter.text");
    }

    [Fact]
    public async Task The_ends_of_time_are_no_moments_to_search_from()
    {
        foreach ((string field, string moment) in from field in (string[])["created_after", "created_before"] from moment in (string[])["0001-01-01T00:00:00Z", "1969-12-31T00:00:00Z", "9999-12-31T00:00:00Z"] select (field, moment))
        {
            using HttpResponseMessage answer = await InternalInput.PostAsync(fixture.Http, "jobs/search", Encoding.UTF8.GetBytes($$"""{"filter":{"{{field}}":"{{moment}}"},"limit":10}"""));
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("filter." + field);
        }
    }

    private string Fill(string template) => template
        .Replace("{owner}", fixture.Owner.ToString(), StringComparison.Ordinal)
        .Replace("{job}", fixture.Job.ToString(), StringComparison.Ordinal)
        .Replace("{new}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);

    public sealed class OneJob : JobManagerFixture, IAsyncLifetime
    {
        public Guid Job { get; private set; }

        public new async Task InitializeAsync()
        {
            await base.InitializeAsync();
            SubmitJob job = NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddDays(1) };
            await SubmitAsync(job);
            Job = job.Id;
        }
    }
}

using System.Text;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>
/// Every route of Broker's internal API, called with every part of its body or query replaced by what nobody should send.
/// </summary>
public sealed class InternalInputTests(InternalInputTests.OneQueue fixture) : IClassFixture<InternalInputTests.OneQueue>
{
    public static TheoryData<string, string> Bodies { get; } = new()
    {
        { "queues", """{"actor":{"user_id":"{owner}","is_operator":false},"queue":{"name":"n-{new}","description":"d","visibility_timeout_seconds":1,"max_deliveries":1,"delay_seconds":0,"ttl_seconds":1,"deduplication_seconds":1,"max_message_bytes":10,"max_messages":10,"keep_processed":true}}""" },
        { "queues/search", """{"actor":{"user_id":"{owner}","is_operator":false},"limit":10,"after":"a","name_contains":"b"}""" },
        { "queues/get", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}"}""" },
        { "queues/update", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}","changes":{"description":"d","visibility_timeout_seconds":30,"max_deliveries":5,"delay_seconds":0,"ttl_seconds":0,"deduplication_seconds":300,"max_message_bytes":1000,"max_messages":1000000,"keep_processed":true},"paused":false}""" },
        { "queues/rights", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}","user_id":"{new}","rights":["read"]}""" },
        { "queues/leave", """{"actor":{"user_id":"{new}","is_operator":false},"name":"{queue}"}""" },
        { "queues/messages", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}","limit":10,"status":"failed","before":100,"filter":{"reason":"r","group":"g","failed_after":"2025-01-01T00:00:00Z","failed_before":"2030-01-01T00:00:00Z"}}""" },
        { "queues/pages", """{"actor":{"user_id":"{owner}","is_operator":false},"names":["{queue}"],"limit":10,"status":"failed","before":100}""" },
        { "queues/purge", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}"}""" },
        { "queues/replay", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}","which":{"filter":{"reason":"r","group":"g","failed_after":"2025-01-01T00:00:00Z","failed_before":"2030-01-01T00:00:00Z"}}}""" },
        { "queues/purge-dead-letters", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}","which":{"ids":[1,2]}}""" },
        { "queues/delete", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"no-such-queue"}""" },
        { "messages/publish", """[["{queue}","{owner}",false,"t",[[{"a":1},0,{"h":"v"},1,0,60,"g","{new}"],["b",1]]]]""" },
        { "messages/claim", """{"calls":[{"queue":"{queue}","user_id":"{owner}","is_operator":false,"max":2,"visibility_seconds":30,"waits":true}]}""" },
        { "messages/settle", """{"calls":[{"user_id":"{owner}","is_operator":false,"action":1,"ids":[1],"receipts":["1-1"],"seconds":1,"reason":"r"}]}""" },
        { "messages/get", """{"actor":{"user_id":"{owner}","is_operator":false},"id":1}""" },
    };

    public static TheoryData<string, string> Queries { get; } = new()
    {
        { "queues/totals", "x" },
    };

    [Fact]
    public void No_route_is_left_out() => InternalInput.Routes(fixture.Services).ShouldBe(
        Bodies.Concat(Queries).Select(row => "/internal/v1/" + (string)row[0]), ignoreOrder: true);

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

    private string Fill(string template) => template
        .Replace("{owner}", fixture.Owner.ToString(), StringComparison.Ordinal)
        .Replace("{queue}", fixture.Queue, StringComparison.Ordinal)
        .Replace("{new}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);

    public sealed class OneQueue : BrokerFixture, IAsyncLifetime
    {
        public string Queue { get; private set; } = "";

        public new async Task InitializeAsync()
        {
            await base.InitializeAsync();
            Queue = NewName("inputs");
            await Broker.CreateAsync(new CreateQueueRequest(Queue));
            await Broker.PublishAsync(Queue, InternalBroker.Message("1"), InternalBroker.Message("2"));
        }
    }
}

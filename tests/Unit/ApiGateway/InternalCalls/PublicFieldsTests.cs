using Platform.ApiGateway.InternalCalls;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.InternalCalls;

public sealed class PublicFieldsTests
{
    [Theory]
    [InlineData("queues/search", "name_contains", "q")]
    [InlineData("queues/search", "after", "after")]
    [InlineData("queues", "queue.description", "description")]
    [InlineData("queues/update", "changes.description", "description")]
    [InlineData("queues/messages", "filter.group", "group")]
    [InlineData("queues/messages", "filter.failed_after", "failed_after")]
    [InlineData("queues/messages", "limit", "limit")]
    [InlineData("queues/replay", "which.filter.group", "filter.group")]
    [InlineData("queues/replay", "which.ids", "ids")]
    [InlineData("queues/purge-dead-letters", "which.filter.group", "filter.group")]
    [InlineData("queues/pages", "names[3]", "$")]
    [InlineData("queues/search", "$", "$")]
    public void Internal_field_names_are_translated_to_public_ones(string call, string field, string expected) =>
        PublicFields.Of("/internal/v1/" + call, field).ShouldBe(expected);

    [Theory]
    [InlineData("JobService/Search", "filter.text", "q")]
    [InlineData("JobService/Search", "filter.kinds[1]", "kind[1]")]
    [InlineData("JobService/Search", "filter.created_after", "created_after")]
    [InlineData("JobService/Search", "filter", "$")]
    [InlineData("JobService/Search", "before", "cursor")]
    [InlineData("JobService/ActOnAll", "filter.text", "filter.q")]
    [InlineData("JobService/ActOnAll", "filter.ids", "filter.ids")]
    [InlineData("JobService/ActOnAll", "actor.user_id", "$")]
    [InlineData("JobService/ReplaceResult", "revision_bytes", "$")]
    [InlineData("JobService/GetLog", "limit", "limit")]
    public void A_field_of_a_grpc_call_is_named_as_its_caller_names_it(string call, string field, string expected) =>
        PublicFields.OfCall(call, field).ShouldBe(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("/elsewhere")]
    public void Fields_of_other_calls_keep_their_names(string? path) => PublicFields.Of(path, "filter.group").ShouldBe("filter.group");
}

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
    [InlineData("jobs/search", "filter.text", "q")]
    [InlineData("jobs/search", "filter.kinds[1]", "kind[1]")]
    [InlineData("jobs/search", "filter.created_after", "created_after")]
    [InlineData("jobs/search", "filter", "$")]
    [InlineData("jobs/search", "before", "cursor")]
    [InlineData("jobs/act", "filter.text", "filter.q")]
    [InlineData("jobs/act", "filter.ids", "filter.ids")]
    [InlineData("jobs/act", "actor.user_id", "$")]
    [InlineData("jobs/019ad8f2-5f3c-7c9e-8f0a-3a51f7d1c001/result", "revision_bytes", "$")]
    [InlineData("queues/search", "$", "$")]
    public void Internal_field_names_are_translated_to_public_ones(string call, string field, string expected) =>
        PublicFields.Of("/internal/v1/" + call, field).ShouldBe(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("/elsewhere")]
    public void Fields_of_other_calls_keep_their_names(string? path) => PublicFields.Of(path, "filter.group").ShouldBe("filter.group");
}

using Platform.ApiGateway.InternalCalls;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.InternalCalls;

public sealed class PublicFieldsTests
{
    [Theory]
    [InlineData("QueueService/Search", "name_contains", "q")]
    [InlineData("QueueService/Search", "after", "after")]
    [InlineData("QueueService/Search", "$", "$")]
    [InlineData("QueueService/Create", "settings.description", "description")]
    [InlineData("QueueService/Update", "settings.description", "description")]
    [InlineData("QueueService/Share", "user_id", "user")]
    [InlineData("StoredMessageService/Search", "filter.group", "group")]
    [InlineData("StoredMessageService/Search", "filter.failed_after", "failed_after")]
    [InlineData("StoredMessageService/Search", "limit", "limit")]
    [InlineData("StoredMessageService/Search", "before", "cursor")]
    [InlineData("StoredMessageService/Replay", "filter.group", "filter.group")]
    [InlineData("StoredMessageService/Replay", "ids", "ids")]
    [InlineData("StoredMessageService/PurgeDeadLetters", "filter.group", "filter.group")]
    [InlineData("StoredMessageService/SearchQueues", "names[3]", "$")]
    [InlineData("JobService/Search", "filter.text", "q")]
    [InlineData("JobService/Search", "filter.kinds[1]", "kind[1]")]
    [InlineData("JobService/Search", "filter.created_after", "created_after")]
    [InlineData("JobService/Search", "filter", "$")]
    [InlineData("JobService/Search", "before", "cursor")]
    [InlineData("JobService/GetProgress", "filter.tags[0]", "tag[0]")]
    [InlineData("JobService/ActOnAll", "filter.text", "filter.q")]
    [InlineData("JobService/ActOnAll", "filter.ids", "filter.ids")]
    [InlineData("JobService/ActOnAll", "actor.user_id", "$")]
    [InlineData("JobService/ReplaceResult", "revision.bytes", "$")]
    [InlineData("JobService/NameRevision", "number", "revision")]
    [InlineData("JobService/NameRevision", "name", "name")]
    public void Internal_field_names_are_translated_to_public_ones(string call, string field, string expected) => PublicFields.Of(call, field).ShouldBe(expected);

    [Fact]
    public void Fields_of_other_calls_keep_their_names() => PublicFields.Of("JobService/Elsewhere", "filter.group").ShouldBe("filter.group");
}

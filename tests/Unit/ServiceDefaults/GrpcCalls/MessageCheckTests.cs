using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.GrpcCalls;

public sealed class MessageCheckTests
{
    [Fact]
    public void What_can_be_used_has_no_fault()
    {
        var request = new SearchJobsRequest
        {
            Filter = new JobFilter
            {
                Text = "Ärger \U0001F600",
                Tags = { "a" },
                States = { State.Scheduled, State.Cancelled },
                CreatedAfter = DateTimeOffset.MinValue.ToTimestamp(),
                CreatedBefore = DateTimeOffset.MaxValue.ToTimestamp(),
            },
            Limit = -5,
        };
        MessageCheck.FindFault(request).ShouldBeNull();
        MessageCheck.FindFault(new SearchJobsRequest()).ShouldBeNull();
        MessageCheck.FindFault(new ChangeQueueRequest { Settings = new QueueConfiguration { Description = "d", MaxMessages = 1, KeepProcessed = true } }).ShouldBeNull();
        Should.NotThrow(() => MessageCheck.Require(request));
    }

    [Fact]
    public void A_text_that_cannot_be_stored_is_found_wherever_it_is()
    {
        FieldOf(new SearchJobsRequest { Filter = new JobFilter { Text = "a\0b" } }).ShouldBe("filter.text");
        FieldOf(new SearchJobsRequest { Filter = new JobFilter { Tags = { "a", "\0" } } }).ShouldBe("filter.tags[1]");
        FieldOf(new ChangeQueueRequest { Settings = new QueueConfiguration { Description = "\0", MaxMessages = 1 } }).ShouldBe("settings.description");
        FieldOf(new SubmitJobsRequest { Jobs = { new SubmittedJob(), new SubmittedJob { Webhook = new WebhookTarget { Secret = "\0" } } } }).ShouldBe("jobs[1].webhook.secret");
    }

    [Fact]
    public void A_number_that_is_no_value_of_its_enumeration_is_found()
    {
        FieldOf(new ActOnJobRequest { Operation = (Operation)99 }).ShouldBe("operation");
        FieldOf(new SearchJobsRequest { Filter = new JobFilter { Priorities = { Priority.High, (Priority)(-1) } } }).ShouldBe("filter.priorities[1]");
    }

    [Theory]
    [InlineData(long.MinValue, 0)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(253_402_300_800, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    public void A_time_that_no_calendar_has_is_found(long seconds, int nanos) =>
        FieldOf(new SearchJobsRequest { Filter = new JobFilter { CreatedAfter = new Timestamp { Seconds = seconds, Nanos = nanos } } }).ShouldBe("filter.created_after");

    [Fact]
    public void A_request_with_a_fault_is_refused_by_its_field() => Should.Throw<InputException>(() => MessageCheck.Require(new AddAuditRequest { Action = "\0" }))
        .ShouldSatisfyAllConditions(fault => fault.Status.ShouldBe(400), fault => fault.Field.ShouldBe("action"));

    private static string? FieldOf(IMessage message) => MessageCheck.FindFault(message)?.Field;
}

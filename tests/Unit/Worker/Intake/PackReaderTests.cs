using System.Text;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Worker.Intake;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Intake;

/// <summary>Checks that an unreadable job does not affect the others in its pack.</summary>
public sealed class PackReaderTests
{
    private static readonly DateTimeOffset s_now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public void An_unreadable_job_fails_alone()
    {
        var good = Assignment("""{"a":1}""");
        var deep = Guid.CreateVersion7();
        var kindless = Guid.CreateVersion7();
        var body = $$"""
            {"jobs":[{"job_id":"{{deep}}","attempt":3,"owner_id":"{{deep}}","kind":"probe","input":{{new string('[', 70)}}{{new string(']', 70)}},"queued_at":"2026-01-01T00:00:00Z"},
            {{JsonSerializer.Serialize(good, ContractsJson.Default.JobAssignment)}}, null, 7,
            {"job_id":"{{kindless}}","attempt":1,"owner_id":"{{deep}}","input":{},"queued_at":"2026-01-01T00:00:00Z"}]}
            """;
        var pack = PackReader.Read(Encoding.UTF8.GetBytes(body), s_now);
        pack.Fault.ShouldNotBeNull();
        pack.Jobs.Single().JobId.ShouldBe(good.JobId);
        pack.Failed.Select(end => (end.JobId, end.Attempt, end.Outcome, end.Error!.Code, end.Error.Retryable)).ShouldBe(
            [(deep, 3, AttemptOutcome.Failed, "unreadable_job", false), (kindless, 1, AttemptOutcome.Failed, "unreadable_job", false)]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"jobs":null}""")]
    [InlineData("""{"jobs":[{"job_id":"x"}]}""")]
    [InlineData("""{"jobs":[""")]
    public void An_invalid_message_has_no_jobs(string body)
    {
        var pack = PackReader.Read(Encoding.UTF8.GetBytes(body), s_now);
        pack.IsEmpty.ShouldBeTrue();
        pack.Fault.ShouldNotBeNull();
    }

    [Fact]
    public void A_valid_message_is_read_completely()
    {
        var one = Assignment("{}");
        var pack = PackReader.Read(JsonSerializer.SerializeToUtf8Bytes(new JobPack([one]), ContractsJson.Default.JobPack), s_now);
        pack.Fault.ShouldBeNull();
        pack.Failed.ShouldBeEmpty();
        pack.Jobs.Single().JobId.ShouldBe(one.JobId);
    }

    private static JobAssignment Assignment(string input) => new(
        Guid.CreateVersion7(), 1, Guid.CreateVersion7(), JobKinds.Probe, JsonElement.Parse(input), null, null, s_now, null, null);
}

using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Worker.Reports;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Reports;

public sealed class OutgoingReportTests
{
    private static readonly DateTimeOffset s_now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public void A_result_that_cannot_be_written_fails_its_job_and_no_other()
    {
        var batch = new OutgoingReport();
        Guid[] ids = [.. Enumerable.Range(0, 2).Select(_ => Guid.CreateVersion7())];
        batch.Add(new ReportItem
        {
            Completed =
            [
                new AttemptCompleted(ids[0], 1, AttemptOutcome.Succeeded, s_now, s_now, JsonElement.Parse("""{"a":"\ud800"}""")),
                new AttemptCompleted(ids[1], 1, AttemptOutcome.Succeeded, s_now, s_now, JsonElement.Parse("""{"a":"b"}""")),
            ],
            Progressed = [new AttemptProgressed(ids[1], 1, Checkpoint: JsonElement.Parse("\"\\udc00\""), Log: [new JobLogLine(s_now, "info", "line")])],
        });
        var report = JsonSerializer.Deserialize(batch.Serialize("w", s_now), ContractsJson.Default.WorkerReport)!;
        report.Completed!.Select(end => (end.JobId, end.Outcome, end.Error?.Code)).ShouldBe(
            [(ids[0], AttemptOutcome.Failed, "result_unreadable"), (ids[1], AttemptOutcome.Succeeded, null)]);
        report.Completed![1].Result!.Value.GetProperty("a").GetString().ShouldBe("b");
        report.Progressed!.Single().Checkpoint.ShouldBeNull();
        report.Progressed!.Single().Log!.Single().Message.ShouldBe("line");
    }
}

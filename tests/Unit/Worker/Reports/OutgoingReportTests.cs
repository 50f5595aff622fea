using System.Text;
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

    [Fact]
    public void What_concerns_blocks_is_joined_and_stays_apart_from_jobs()
    {
        var batch = new OutgoingReport();
        AttemptRef[] ids = [.. Enumerable.Range(1, 3).Select(attempt => new AttemptRef(Guid.CreateVersion7(), attempt))];
        batch.Add(new ReportItem { Held = [ids[0]], Blocks = new BlockReport(Held: [ids[1]]) });
        batch.Add(new ReportItem { Blocks = new BlockReport(Offered: [new BlockOffer(ids[2].JobId, 3, 1, [4, 7])], Started: [new AttemptStarted(ids[1].JobId, 2, s_now)]) });
        batch.Add(new ReportItem { LongSlots = 2, Processors = "machine-1" });
        var report = JsonSerializer.Deserialize(batch.Serialize("w", s_now), ContractsJson.Default.WorkerReport)!;
        report.Held.ShouldBe([ids[0]]);
        report.Started.ShouldBeNull();
        report.Blocks!.Held.ShouldBe([ids[1]]);
        report.Blocks.Offered!.Single().Blocks.ShouldBe([4, 7]);
        report.Blocks.Started!.Single().JobId.ShouldBe(ids[1].JobId);
        (report.LongSlots, report.Processors).ShouldBe((2, "machine-1"));
    }

    [Fact]
    public void Without_blocks_a_report_is_as_before() =>
        Encoding.UTF8.GetString(new OutgoingReport().Serialize("w", s_now)).ShouldBe("""{"worker_id":"w","sent_at":"2026-02-03T04:05:06+00:00"}""");
}

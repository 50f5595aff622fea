using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Reports;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Reports;

public sealed class ReportBatchTests
{
    [Fact]
    public void Reports_are_merged_and_sorted()
    {
        var first = Guid.Parse("00000000-0000-7000-8000-000000000001");
        var second = Guid.Parse("00000000-0000-7000-8000-000000000002");
        var now = DateTimeOffset.UnixEpoch;
        var batch = new ReportBatch();
        batch.Add(new WorkerReport("w", now, Progressed:
        [
            new AttemptProgressed(second, 1, new JobProgress(10, "a", null, null), JsonElement.Parse("1"), [new JobLogLine(now, "info", "x\0y")]),
        ]));
        batch.Add(new WorkerReport(
            "w",
            now,
            Progressed: [new AttemptProgressed(first, 1), new AttemptProgressed(second, 1, new JobProgress(20, "b", null, null), null, [new JobLogLine(now, "info", "z")])],
            Completed: [Completed(second), Completed(first), Completed(second)]));
        batch.Sort();
        batch.Progress.Select(progress => progress.JobId).ShouldBe([first, second]);
        batch.Progress[1].Progress!.Percent.ShouldBe(20);
        batch.Progress[1].Checkpoint.ShouldBe("1");
        batch.Progress[1].Log.Select(line => line.Message).ShouldBe(["xy", "z"]);
        batch.Succeeded.Select(done => done.Attempt.JobId).ShouldBe([first, second]);

        AttemptCompleted Completed(Guid id) => new(id, 1, AttemptOutcome.Succeeded, now, now);
    }
}

using System.Text;
using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Reports;
using Platform.ServiceDefaults.Texts;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Reports;

public sealed class ReportReaderTests
{
    private static readonly DateTimeOffset s_now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private static readonly string s_deep = new string('[', 70) + new string(']', 70);

    [Fact]
    public void Unreadable_items_are_skipped_and_an_unreadable_end_still_counts()
    {
        Guid[] ids = [.. Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7())];
        var report = Read($$"""
            {"worker_id":"w","sent_at":"never","started":[{"job_id":"{{ids[0]}}","attempt":1,"started_at":"9999-99-99"},{"job_id":"{{ids[1]}}","attempt":2,"started_at":"2026-01-01T00:00:00Z"}],
            "held":[{"job_id":"{{ids[1]}}","attempt":99999999999},{"job_id":"{{ids[1]}}","attempt":2}],
            "progressed":[{"job_id":"{{ids[1]}}","attempt":2,"progress":{"percent":"half"} },null,{"job_id":"{{ids[2]}}","attempt":1,"progress":{"percent":5,"step":"s"} }],
            "completed":[{"job_id":"{{ids[3]}}","attempt":4,"outcome":"succeeded","started_at":"2026-01-01T00:00:00Z","finished_at":"","result":{{s_deep}}},
                {"job_id":"{{ids[4]}}","attempt":1,"outcome":"failed","started_at":"2026-01-01T00:00:00Z","finished_at":"2026-01-01T00:00:01Z","error":{"code":"x","message":"\ud800","retryable":true} },
                {"job_id":"who","attempt":1,"outcome":"failed"}]}
            """);
        report.WorkerId.ShouldBe("w");
        report.Started!.Single().JobId.ShouldBe(ids[1]);
        report.Held!.Single().ShouldBe(new AttemptRef(ids[1], 2));
        report.Progressed!.Single().JobId.ShouldBe(ids[2]);
        report.Completed!.Select(end => (end.JobId, end.Attempt, end.Outcome, end.Error?.Code)).ShouldBe(
            [(ids[3], 4, AttemptOutcome.Failed, "result_unreadable"), (ids[4], 1, AttemptOutcome.Failed, "internal")]);
        report.Completed![0].StartedAt.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        report.Completed![0].FinishedAt.ShouldBe(s_now);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"worker_id":null,"sent_at":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"worker_id":"\ud800"}""")]
    [InlineData("""{"worker_id":"w","completed":[}""")]
    public void An_unreadable_report_returns_null(string body) =>
        ReportReader.Read(Encoding.UTF8.GetBytes(body), s_now, out _).ShouldBeNull();

    [Fact]
    public void Texts_from_workers_are_cleaned_before_they_are_stored()
    {
        var batch = new ReportBatch();
        var id = Guid.CreateVersion7();
        var long1 = new string('x', 3999) + "\ud83d\ude00";
        batch.Add(new WorkerReport(
            "w",
            s_now,
            Progressed:
            [
                new AttemptProgressed(id, 1, new JobProgress(double.NaN, "st\0ep", "\ud800", double.PositiveInfinity, -5), JsonElement.Parse(new string('[', 62) + new string(']', 62)), [new JobLogLine(s_now, "info", "a\0b"), null!, new JobLogLine(s_now, "info", null!), new JobLogLine(s_now, "info", long1)]),
                null!,
            ],
            Completed:
            [
                new AttemptCompleted(id, 1, AttemptOutcome.Failed, s_now, s_now, Error: new JobError("a\0", "b\ud800", Retryable: true)),
                new AttemptCompleted(Guid.CreateVersion7(), 1, AttemptOutcome.Failed, s_now, s_now, Error: new JobError(null!, null!, Retryable: true)),
                new AttemptCompleted(Guid.CreateVersion7(), 1, AttemptOutcome.Succeeded, s_now, s_now, JsonElement.Parse("""{"a":"\ud800"}""")),
                new AttemptCompleted(Guid.CreateVersion7(), 1, AttemptOutcome.Succeeded, s_now, s_now, JsonElement.Parse("""{"a":"\u00e9"}""")),
            ]));
        var progress = batch.Progress.Single();
        progress.Progress.ShouldBe(new JobProgress(0, "step", "\ufffd", null));
        progress.Checkpoint.ShouldBeNull();
        progress.Log.Select(line => line.Message).ShouldBe(["ab", "", new string('x', 3999)]);
        progress.Log.ShouldAllBe(line => StorableText.IsStorable(line.Message));
        batch.Ended.Select(end => end.Attempt.Error).ShouldBe(
            [new JobError("a", "b\ufffd", Retryable: true), new JobError("internal", "", Retryable: true), batch.Ended[2].Attempt.Error]);
        batch.Ended[2].Attempt.Error!.Code.ShouldBe("result_unreadable");
        batch.Ended[2].Attempt.Outcome.ShouldBe(AttemptOutcome.Failed);
        batch.Succeeded.Count.ShouldBe(1);
    }

    private static WorkerReport Read(string body)
    {
        var report = ReportReader.Read(Encoding.UTF8.GetBytes(body), s_now, out var fault).ShouldNotBeNull();
        fault.ShouldNotBeNull();
        return report;
    }
}

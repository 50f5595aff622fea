using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Kinds;
using Platform.JobManager.Reports;
using Platform.JobManager.Submission;
using Platform.JobManager.Webhooks;
using Shouldly;
using Xunit;

namespace Platform.Unit.Jobs;

public sealed class SmallPartsTests
{
    [Fact]
    public void The_time_of_an_id_is_the_millisecond_it_was_made_in()
    {
        Gen<long> cases = Gen.Choose(0, int.MaxValue).Select(seconds => seconds * 1000L + 123);
        Prop.ForAll(cases.ToArbitrary(), milliseconds =>
        {
            DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            var id = Guid.CreateVersion7(time);
            JobIds.TimeOf(id).ShouldBe(time);
            JobIds.FirstOf(time).CompareTo(id).ShouldBeLessThan(0);
            JobIds.FirstOf(time.AddMilliseconds(1)).CompareTo(id).ShouldBeGreaterThan(0);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_id_has_some_time() =>
        Prop.ForAll<Guid>(id => JobIds.TimeOf(id).ShouldBeGreaterThanOrEqualTo(DateTimeOffset.UnixEpoch)).QuickCheckThrowOnFailure();

    // The key, id, timestamp and payload of the Standard Webhooks libraries' own test.
    [Fact]
    public void Signatures_are_those_of_the_specification() =>
        WebhookSignature.Of(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            DateTimeOffset.FromUnixTimeSeconds(1614265330),
            """{"test": 2432232314}""")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public void Text_to_search_is_title_source_and_first_job_and_nothing_else()
    {
        SearchText.Of(null, JsonElement.Parse("{}")).ShouldBeNull();
        SearchText.Of(null, JsonElement.Parse("""{"url":5,"language":"en"}""")).ShouldBeNull();
        SearchText.Of("My Talk", JsonElement.Parse("""{"url":"http://Host/A.mp3"}""")).ShouldBe("my talk\nhttp://host/a.mp3");

        // What recognises a recording again is found by the job that was first.
        SearchText.Of("Talk", JsonElement.Parse("""{"upload_id":"u","recognition_of":"0198C0C0-0000-7000-8000-000000000000"}""")).ShouldBe("talk\n\n0198c0c0-0000-7000-8000-000000000000");
    }

    [Fact]
    public void Reports_of_a_round_are_merged_and_sorted()
    {
        var first = Guid.Parse("00000000-0000-7000-8000-000000000001");
        var second = Guid.Parse("00000000-0000-7000-8000-000000000002");
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
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
        batch.News.Select(news => news.JobId).ShouldBe([first, second]);
        batch.News[1].Progress!.Percent.ShouldBe(20);
        batch.News[1].Checkpoint.ShouldBe("1");
        batch.News[1].Log.Select(line => line.Message).ShouldBe(["xy", "z"]);
        batch.Succeeded.Select(done => done.Attempt.JobId).ShouldBe([first, second]);

        AttemptCompleted Completed(Guid id) => new(id, 1, AttemptOutcome.Succeeded, now, now);
    }
}

using System.Text;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager.Inputs;

/// <summary>Checks that the attempts of any report end, whatever it contains, and that other reports are applied.</summary>
[Collection(JobManagerCollection.Name)]
public sealed class PoisonedReportTests(JobManagerFixture fixture)
{
    private static readonly string s_deep = new string('[', 100) + new string(']', 100);

    // {id} is replaced by the id of the job. NUL and lone surrogates are written as escapes, because test data cannot contain them.
    public static TheoryData<string, JobState, string> Reports { get; } = new()
    {
        { """ "completed":[{"job_id":"{id}","attempt":1,"outcome":"failed","started_at":"{now}","finished_at":"{now}","error":{"code":"bad\u0000code","message":"NUL \u0000 here","retryable":false}}]""", JobState.Failed, "badcode" },
        { """ "completed":[{"job_id":"{id}","attempt":1,"outcome":"failed","started_at":"{now}","finished_at":"{now}","error":{"code":"x","message":"half \ud800","retryable":false}}]""", JobState.Scheduled, "internal" },
        { """ "completed":[{"job_id":"{id}","attempt":1,"outcome":"succeeded","started_at":"{now}","finished_at":"{now}","result":{"a":"\ud800"}}]""", JobState.Failed, "result_unreadable" },
        { """ "completed":[{"job_id":"{id}","attempt":1,"outcome":"succeeded","started_at":"{now}","finished_at":"{now}","result":{deep}}]""", JobState.Failed, "result_unreadable" },
        { """ "completed":[{"job_id":"{id}","attempt":1,"outcome":"succeeded","started_at":"0001-01-01T00:00:00Z","finished_at":"9999-12-31T23:59:59.9999999Z","result":{"a":"\u0000"}}]""", JobState.Succeeded, "" },
        { """ "completed":[{"job_id":"{id}","attempt":1,"outcome":"succeeded","started_at":"yesterday","finished_at":7,"result":{}}]""", JobState.Failed, "result_unreadable" },
        { """ "started":[null,{"job_id":"{id}","attempt":1,"started_at":"9999-12-31T23:59:59.9999999Z"}],"progressed":[null,{"job_id":"{id}","attempt":1,"progress":{"percent":1e999,"step":"s\u0000","detail":"\ud800","eta_seconds":-1e999},"log":[null,{"time":"{now}","level":"info","message":null},{"time":"{now}","level":"info","message":"a\u0000b"}]}],"held":[null,7],"completed":[null,{"job_id":"{id}","attempt":1,"outcome":"succeeded","started_at":"{now}","finished_at":"{now}"}]""", JobState.Succeeded, "" },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task A_poisoned_report_ends_its_attempt_and_does_not_block_others(string parts, JobState expected, string code)
    {
        await using var worker = await FakeWorker.StartAsync(fixture.RabbitMq);
        var poisoned = fixture.NewJob();
        var other = fixture.NewJob();
        await fixture.SubmitAsync(poisoned, other);
        await worker.AssignedAsync(poisoned.Id);
        var fine = await worker.AssignedAsync(other.Id);
        var now = TimeProvider.System.GetUtcNow().ToString("O");
        var body = $"{{\"worker_id\":\"{worker.Id}\",\"sent_at\":\"{now}\",{parts}}}"
            .Replace("{id}", poisoned.Id.ToString(), StringComparison.Ordinal)
            .Replace("{now}", now, StringComparison.Ordinal)
            .Replace("{deep}", s_deep, StringComparison.Ordinal);
        await worker.SendAsync(Encoding.UTF8.GetBytes(body));
        await worker.EndAsync(fine);
        await Eventually.BecomesTrueAsync(async () => (await fixture.GetAsync(other.Id)).State == JobState.Succeeded);

        var ended = await fixture.GetAsync(poisoned.Id);
        (ended.State, ended.Error?.Code ?? "", ended.Unreadable).ShouldBe((expected, code, null));
        (await fixture.SearchAsync(new JobCriteria(fixture.Owner, Ids: [poisoned.Id, other.Id]))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Messages_that_are_not_reports_are_discarded()
    {
        await using var worker = await FakeWorker.StartAsync(fixture.RabbitMq);
        var job = fixture.NewJob();
        await fixture.SubmitAsync(job);
        var taken = await worker.AssignedAsync(job.Id);
        var now = TimeProvider.System.GetUtcNow().ToString("O");
        foreach (var body in (string[])["", "null", "{}", "[", "\"\\ud800\"", $"{{\"worker_id\":\"a\\u0000\",\"sent_at\":\"{now}\",\"held\":[{{\"job_id\":\"{job.Id}\",\"attempt\":1}}]}}", $"{{\"worker_id\":\"{new string('w', 300)}\",\"sent_at\":\"{now}\",\"held\":[{{\"job_id\":\"{job.Id}\",\"attempt\":1}}]}}", s_deep])
        {
            await worker.SendAsync(Encoding.UTF8.GetBytes(body));
        }

        await worker.SendAsync([0xFF, 0xFE, 0]);
        await worker.TakeLeaseAsync(taken);
        await worker.EndAsync(taken);
        await Eventually.BecomesTrueAsync(async () => (await fixture.GetAsync(job.Id)).State == JobState.Succeeded);
    }

    [Fact]
    public async Task A_long_log_line_is_not_cut_within_a_character()
    {
        await using var worker = await FakeWorker.StartAsync(fixture.RabbitMq);
        var job = fixture.NewJob();
        await fixture.SubmitAsync(job);
        var taken = await worker.AssignedAsync(job.Id);
        await worker.ReportAsync(progressed: [new AttemptProgressed(job.Id, 1, Log: [new JobLogLine(TimeProvider.System.GetUtcNow(), "info", new string('x', 3999) + "\ud83d\ude00")])]);
        await worker.EndAsync(taken);
        await Eventually.BecomesTrueAsync(async () => (await fixture.GetAsync(job.Id)).State == JobState.Succeeded);
        (await fixture.ScalarAsync<string>("SELECT message FROM jobs.log_lines WHERE job_id = $1", job.Id)).ShouldBe(new string('x', 3999));
    }
}

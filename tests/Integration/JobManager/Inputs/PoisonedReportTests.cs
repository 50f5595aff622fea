using System.Text;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager.Inputs;

/// <summary>Whatever programs, hosts and files put into a worker's report, its attempts end and the reports of others are applied.</summary>
public sealed class PoisonedReportTests(JobManagerFixture fixture) : IClassFixture<JobManagerFixture>
{
    private static readonly string s_deep = new string('[', 100) + new string(']', 100);

    // The job's id stands for {id}; NUL and halves of pairs as escapes, since no text of a test may hold them.
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
    public async Task A_report_that_cannot_be_read_or_stored_ends_its_attempt_and_holds_up_no_other(string parts, JobState expected, string code)
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(fixture.RabbitMq);
        SubmitJob poisoned = fixture.NewJob();
        SubmitJob other = fixture.NewJob();
        await fixture.SubmitAsync(poisoned, other);
        await worker.AssignedAsync(poisoned.Id);
        JobAssignment fine = await worker.AssignedAsync(other.Id);
        string now = TimeProvider.System.GetUtcNow().ToString("O");
        string body = $"{{\"worker_id\":\"{worker.Id}\",\"sent_at\":\"{now}\",{parts}}}"
            .Replace("{id}", poisoned.Id.ToString(), StringComparison.Ordinal)
            .Replace("{now}", now, StringComparison.Ordinal)
            .Replace("{deep}", s_deep, StringComparison.Ordinal);
        await worker.SendAsync(Encoding.UTF8.GetBytes(body));
        await worker.EndAsync(fine);
        await Eventually.BecomesTrueAsync(async () => (await fixture.GetAsync(other.Id)).State == JobState.Succeeded);

        JobRecord ended = await fixture.GetAsync(poisoned.Id);
        (ended.State, ended.Error?.Code ?? "", ended.Unreadable).ShouldBe((expected, code, null));
        (await fixture.SearchAsync(new JobFilter(fixture.Owner, Ids: [poisoned.Id, other.Id]))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Messages_that_are_no_reports_are_dropped()
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(fixture.RabbitMq);
        SubmitJob job = fixture.NewJob();
        await fixture.SubmitAsync(job);
        JobAssignment taken = await worker.AssignedAsync(job.Id);
        string now = TimeProvider.System.GetUtcNow().ToString("O");
        foreach (string body in (string[])["", "null", "{}", "[", "\"\\ud800\"", $"{{\"worker_id\":\"a\\u0000\",\"sent_at\":\"{now}\",\"held\":[{{\"job_id\":\"{job.Id}\",\"attempt\":1}}]}}", $"{{\"worker_id\":\"{new string('w', 300)}\",\"sent_at\":\"{now}\",\"held\":[{{\"job_id\":\"{job.Id}\",\"attempt\":1}}]}}", s_deep])
        {
            await worker.SendAsync(Encoding.UTF8.GetBytes(body));
        }

        await worker.SendAsync([0xFF, 0xFE, 0]);
        await worker.TakeLeaseAsync(taken);
        await worker.EndAsync(taken);
        await Eventually.BecomesTrueAsync(async () => (await fixture.GetAsync(job.Id)).State == JobState.Succeeded);
    }

    [Fact]
    public async Task A_line_that_is_cut_is_never_cut_within_a_character()
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(fixture.RabbitMq);
        SubmitJob job = fixture.NewJob();
        await fixture.SubmitAsync(job);
        JobAssignment taken = await worker.AssignedAsync(job.Id);
        await worker.ReportAsync(progressed: [new AttemptProgressed(job.Id, 1, Log: [new JobLogLine(TimeProvider.System.GetUtcNow(), "info", new string('x', 3999) + "\ud83d\ude00")])]);
        await worker.EndAsync(taken);
        await Eventually.BecomesTrueAsync(async () => (await fixture.GetAsync(job.Id)).State == JobState.Succeeded);
        (await fixture.ScalarAsync<string>("SELECT message FROM jobs.log_lines WHERE job_id = $1", job.Id)).ShouldBe(new string('x', 3999));
    }
}

using Platform.Integration.ServiceDefaults.WarmUp;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager.WarmUp;

public sealed class JobStatementWarmUpTests(JobStatementWarmUpTests.Warming jobs) : IClassFixture<JobStatementWarmUpTests.Warming>
{
    [Fact]
    public async Task The_ways_of_a_job_run_once_and_leave_nothing_behind()
    {
        await WarmUpFigures.ShouldBeCompleteAndCountForNobodyAsync(jobs.Http, "http_requests_total", "http_errors_total", "jobs_created_total", "jobs_completed_total");

        foreach (var table in (string[])["jobs", "dispatch_batches", "attempts", "log_lines"])
        {
            (await jobs.ScalarAsync<long>($"SELECT count(*) FROM jobs.{table}")).ShouldBe(0, table);
        }
    }

    public sealed class Warming : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { [WarmUpFigures.Setting] = WarmUpFigures.LongDelay };
    }
}

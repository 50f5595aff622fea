using System.Globalization;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>Metrics count failures that callers cause separately from those of the platform.</summary>
public sealed class FailureSideTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>
{
    [Theory]
    [InlineData("not_media", "caller", "validation")]
    [InlineData("recogniser_crashed_anew", "platform", "validation")]
    public async Task Failed_jobs_are_counted_by_the_side_that_caused_the_failure(string code, string side, string reason)
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var (completed, failed) = await CountsAsync(side, reason);
        var job = jobs.NewJob(JobKinds.Captions);
        await jobs.SubmitAsync(job);
        var assignment = await worker.AssignedAsync(job.Id);
        await worker.TakeLeaseAsync(assignment);
        await worker.EndAsync(assignment, AttemptOutcome.Failed, error: new JobError(code, "No.", Retryable: false));
        await Eventually.PassesAsync(async () => (await CountsAsync(side, reason)).ShouldBe((completed + 1, failed + 1)));
    }

    private async Task<(double Completed, double Failed)> CountsAsync(string side, string reason)
    {
        var lines = (await jobs.Http.GetStringAsync("/metrics")).Split('\n');
        return (ValueOf("jobs_completed_total", "status=\"failed\""), ValueOf("jobs_failed_total", $"failure_reason=\"{reason}\""));

        double ValueOf(string name, string label) => double.Parse(
            lines.Single(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal) && line.Contains($"side=\"{side}\"", StringComparison.Ordinal))
                .Split("} ")[1].Split(' ')[0],
            CultureInfo.InvariantCulture);
    }
}

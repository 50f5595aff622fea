using System.Globalization;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>What fails for its caller's reason is counted apart: attempts and jobs, both from the start.</summary>
public sealed class FailureSideTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>
{
    [Theory]
    [InlineData("not_media", "caller", "validation")]
    [InlineData("recogniser_crashed_anew", "platform", "validation")]
    public async Task A_job_that_failed_says_for_whose_reason(string code, string side, string reason)
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(jobs.RabbitMq);
        (double completed, double failed) = await CountsAsync(side, reason);
        SubmitJob job = jobs.NewJob(JobKinds.Captions);
        await jobs.SubmitAsync(job);
        JobAssignment assignment = await worker.AssignedAsync(job.Id);
        await worker.TakeLeaseAsync(assignment);
        await worker.EndAsync(assignment, AttemptOutcome.Failed, error: new JobError(code, "No.", Retryable: false));
        await Eventually.PassesAsync(async () => (await CountsAsync(side, reason)).ShouldBe((completed + 1, failed + 1)));
    }

    private async Task<(double Completed, double Failed)> CountsAsync(string side, string reason)
    {
        string[] lines = (await jobs.Http.GetStringAsync("/metrics")).Split('\n');
        return (ValueOf("jobs_completed_total", "status=\"failed\""), ValueOf("jobs_failed_total", $"failure_reason=\"{reason}\""));

        double ValueOf(string name, string label) => double.Parse(
            lines.Single(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal) && line.Contains($"side=\"{side}\"", StringComparison.Ordinal))
                .Split("} ")[1].Split(' ')[0],
            CultureInfo.InvariantCulture);
    }
}

using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Jobs;
using Platform.JobManager.Kinds;
using Platform.JobManager.Leases;
using Platform.JobManager.Outcomes;
using Platform.JobManager.Reports;
using Platform.JobManager.Submission;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.JobManager.WarmUp;

/// <summary>
/// Opens connections and runs the statements of a job's way once: a submission that is rolled back and whose message is written but not sent, reports
/// on a job that does not exist, and reading it. Writers are not thread-safe, so this has its own.
/// </summary>
internal sealed class JobStatementWarmUp(
    JobDatabase database, JobReader reader, OutcomeWriter outcomes, RelayQueue relay, IOptions<LeaseOptions> leases, TimeProvider time) : IWarmUpStep
{
    private const string Sample = "warm-up";
    private const int MaxPackBytes = 1024;

    /// <inheritdoc />
    public string Name => "statements";

    /// <inheritdoc />
    public string Dependency => "postgres";

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await database.OpenConnectionsAsync(cancellationToken);
        var now = time.GetUtcNow();
        await SubmitAsync(now, cancellationToken);
        var id = Guid.CreateVersion7(now);
        await ReportAsync(id, now, cancellationToken);
        await reader.GetAsync(id, null, cancellationToken);
    }

    private async Task SubmitAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var kind = JobKindTable.Get(JobKinds.Probe);
        var full = NewSample(now);
        full.Title = Sample;
        full.Tags.Add(Sample);
        NewJob[] jobs = [new(NewSample(now), kind, now), new(full, kind, now)];
        var store = new SubmissionStore(database, relay, time);
        await database.For(QueryType.Insert).ExecuteAsync(async token => await store.RehearseAsync(jobs, token), cancellationToken);
        using var writer = new PackWriter();
        var batch = new DueBatch(Guid.CreateVersion7(now), [.. jobs.Select(job => job.ToDue())], now);
        PackBuilder.Build([batch], jobs.Length, MaxPackBytes).ForEach(pack => writer.Write(pack.Jobs));
    }

    private async Task ReportAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var report = new WorkerReport(
            Sample,
            now,
            [new AttemptStarted(id, 1, now)],
            [new AttemptRef(id, 1)],
            [new AttemptProgressed(id, 1)],
            [new AttemptCompleted(id, 1, AttemptOutcome.Succeeded, now, now), new AttemptCompleted(id, 2, AttemptOutcome.Failed, now, now)]);
        var batch = new ReportBatch();
        batch.Add(ReportReader.Read(JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.WorkerReport), now, out _)!);
        batch.Sort();
        var applier = new ReportApplier(database, outcomes, leases, time);
        await database.For(QueryType.Update).ExecuteAsync(async token => await applier.ApplyAsync(batch, token), cancellationToken);
    }

    private static SubmittedJob NewSample(DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now).ToBytes(),
        OwnerId = Guid.CreateVersion7(now).ToBytes(),
        Kind = JobKinds.Probe,
        InputJson = ByteString.CopyFromUtf8("{}"),
    };
}

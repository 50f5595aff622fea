using Google.Protobuf;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Kinds;
using Platform.JobManager.Submission;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Submission;

public sealed class SubmissionGroupTests
{
    [Fact]
    public void Inputs_are_counted_in_bytes()
    {
        NewJob[] jobs = [Job("""{"a":"x"}"""), Job("""{"a":"語"}""")];

        // The last letter has three.
        new SubmissionGroup(jobs, null!).Bytes.ShouldBe(9 + 11);
    }

    private static NewJob Job(string input) => new(
        new SubmittedJob { Id = Guid.CreateVersion7().ToBytes(), OwnerId = Guid.CreateVersion7().ToBytes(), Kind = JobKinds.Probe, InputJson = ByteString.CopyFromUtf8(input) },
        JobKindTable.Get(JobKinds.Probe),
        TimeProvider.System.GetUtcNow());
}

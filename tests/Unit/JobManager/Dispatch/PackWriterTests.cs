using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Dispatch;

public sealed class PackWriterTests
{
    [Fact]
    public void Written_packs_can_be_read_as_the_contract_type()
    {
        var queuedAt = new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);
        var full = new DueJob(
            Guid.CreateVersion7(), 3, Guid.CreateVersion7(), JobKindTable.Get(JobKinds.Captions), JobPriority.High, """{"url":"http://x/ä.mp3"}""",
            """{"part":7}""", 90, queuedAt, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "r-1");
        var bare = new DueJob(
            Guid.CreateVersion7(), 1, Guid.CreateVersion7(), JobKindTable.Get(JobKinds.Probe), JobPriority.Normal, "{}", null, null, DateTimeOffset.UnixEpoch, null, null, HasPermit: true);
        using var writer = new PackWriter();
        writer.Write([bare]);
        var pack = JsonSerializer.Deserialize(writer.Write([full, bare]).Span, ContractsJson.Default.JobPack)!;
        var first = pack.Jobs[0];
        first.JobId.ShouldBe(full.Id);
        first.Attempt.ShouldBe(3);
        first.OwnerId.ShouldBe(full.OwnerId);
        first.Kind.ShouldBe(JobKinds.Captions);
        first.Input.GetProperty("url").GetString().ShouldBe("http://x/ä.mp3");
        first.Checkpoint!.Value.GetProperty("part").GetInt32().ShouldBe(7);
        first.TimeoutSeconds.ShouldBe(90);
        first.QueuedAt.ShouldBe(queuedAt);
        first.TraceParent.ShouldBe(full.TraceParent);
        first.RequestId.ShouldBe("r-1");
        pack.Jobs[1].Checkpoint.ShouldBeNull();
        pack.Jobs[1].TimeoutSeconds.ShouldBeNull();
        pack.Jobs[1].TraceParent.ShouldBeNull();
    }
}

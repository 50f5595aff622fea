using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Worker.Attempts;
using Platform.Worker.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Attempts;

public sealed class AttemptTests
{
    private static readonly DateTimeOffset _now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public void Reports_of_a_handler_are_storable()
    {
        var attempt = new Attempt(Assignment("{}"), _now, TimeProvider.System);
        attempt.ReportProgress(new JobProgress(40, "a\0", "b\ud800", 3));
        attempt.ReportProgress(new JobProgress(double.NaN, "a\0", "b\ud800", double.NaN, 7));
        attempt.Log("info", "x\0y\udc00");
        var progress = attempt.TakeProgress()!;
        progress.Progress.ShouldBe(new JobProgress(40, "a", "b\ufffd", null, 7));
        progress.Log!.Single().Message.ShouldBe("xy\ufffd");
        new JobFailedException("c\0", "m\ud800", retryable: false).Error.ShouldBe(new JobError("c", "m\ufffd", Retryable: false));
    }

    private static JobAssignment Assignment(string input) => new(
        Guid.CreateVersion7(), 1, Guid.CreateVersion7(), JobKinds.Probe, JsonElement.Parse(input), null, null, _now, null, null);
}

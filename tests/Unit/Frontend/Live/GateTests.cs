using Platform.Frontend.Live;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Live;

public sealed class GateTests
{
    [Fact]
    public void An_open_gate_lets_callers_through_and_a_closing_one_cancels_them()
    {
        using var gate = new Gate();
        gate.OpenAsync(CancellationToken.None).IsCompleted.ShouldBeTrue();
        var inside = gate.WhileOpen;
        gate.Turn(false);
        inside.IsCancellationRequested.ShouldBeTrue();
        gate.WhileOpen.IsCancellationRequested.ShouldBeTrue();
        var waiting = gate.OpenAsync(CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();
        gate.Turn(false);
        gate.Turn(true);
        waiting.IsCompleted.ShouldBeTrue();
        gate.WhileOpen.IsCancellationRequested.ShouldBeFalse();
        inside.IsCancellationRequested.ShouldBeTrue();
    }
}

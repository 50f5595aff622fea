using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Elements;

public sealed class FailuresTests
{
    [Fact]
    public void What_ends_as_cancelled_is_shown_as_an_answer_that_did_not_come()
    {
        var cancelled = new TaskCanceledException();
        var shown = cancelled.AsShown().ShouldBeOfType<GatewayUnavailableException>();
        shown.InnerException.ShouldBeSameAs(cancelled);
        shown.IsShown().ShouldBeTrue();
        shown.IsTemporary().ShouldBeTrue();
    }

    [Fact]
    public void Other_failures_are_shown_as_they_are()
    {
        var failure = new SessionEndedException();
        failure.AsShown().ShouldBeSameAs(failure);
    }
}

using Platform.JobManager.Webhooks;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Webhooks;

public sealed class WebhookSlotsTests
{
    [Fact]
    public void An_owner_has_a_limit_across_all_its_hosts()
    {
        var options = new WebhookOptions();
        var slots = new WebhookSlots(options.AtOnce / 4, options.PerHost);
        var owner = Guid.CreateVersion7();
        Enumerable.Range(0, options.AtOnce).Count(i => slots.TryTake(owner, $"host-{i}")).ShouldBe(options.AtOnce / 4);
        slots.TryTake(Guid.CreateVersion7(), "host-99").ShouldBeTrue();

        slots.Free(owner, "host-0");
        slots.TryTake(owner, "host-99").ShouldBeTrue();
        slots.TryTake(owner, "host-99").ShouldBeFalse();
    }

    [Fact]
    public void A_host_has_a_limit_across_all_owners_and_a_refused_try_takes_no_slot()
    {
        var slots = new WebhookSlots(perOwner: 2, perHost: 1);
        var first = Guid.CreateVersion7();
        var second = Guid.CreateVersion7();
        slots.TryTake(first, "Example.org").ShouldBeTrue();
        slots.TryTake(second, "example.org").ShouldBeFalse();
        slots.TryTake(second, "other.org").ShouldBeTrue();
        slots.TryTake(second, "third.org").ShouldBeTrue();
        slots.Free(first, "Example.org");
        slots.Free(second, "other.org");
        slots.TryTake(second, "example.org").ShouldBeTrue();
    }
}

using Platform.Contracts.PublicApi;
using Platform.Frontend.Queues;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Queues;

public sealed class ShownQueueTests
{
    [Theory]
    [InlineData(null, "messages")]
    [InlineData("settings", "settings")]
    [InlineData("nonsense", "messages")]
    public void The_requested_view_is_shown_if_there_is_one_of_that_name(string? requested, string view)
    {
        var shown = new ShownQueue();
        shown.ViewOf(requested).ShouldBe("none", "nothing is loaded yet");
        shown.Show(LoadingPart.QueueOf());
        shown.ViewOf(requested).ShouldBe(view);
    }

    [Fact]
    public void Who_may_only_publish_sees_no_messages_and_no_settings()
    {
        var shown = new ShownQueue();
        shown.Show(LoadingPart.QueueOf() with { Rights = [QueueRight.Publish] });
        shown.Views.Select(view => view.View).ShouldBe(["publish"]);
        shown.ViewOf("settings").ShouldBe("publish");
        shown.Show(LoadingPart.QueueOf() with { Rights = [QueueRight.Consume] });
        shown.ViewOf("messages").ShouldBe("none");
    }

    [Fact]
    public void Settings_follow_the_changes_of_others_until_they_are_edited()
    {
        var shown = new ShownQueue();
        shown.Show(LoadingPart.QueueOf());
        shown.Show(LoadingPart.QueueOf() with { MaxDeliveries = 7 });
        shown.Settings!.MaxDeliveries.ShouldBe(7);

        shown.Settings.DelaySeconds = 11;
        shown.Show(LoadingPart.QueueOf() with { MaxDeliveries = 9 });
        (shown.Settings.MaxDeliveries, shown.Settings.DelaySeconds).ShouldBe((7, 11));
        var changes = shown.Changes();
        (changes.MaxDeliveries, changes.DelaySeconds).ShouldBe((null, 11));

        shown.Saved(LoadingPart.QueueOf() with { MaxDeliveries = 9, DelaySeconds = 11 });
        (shown.Settings.MaxDeliveries, shown.Settings.DelaySeconds).ShouldBe((9, 11));
    }

    [Fact]
    public void The_owner_that_only_reading_returns_stays()
    {
        var shown = new ShownQueue();
        shown.Show(LoadingPart.QueueOf());
        shown.Show(LoadingPart.QueueOf() with { OwnerEmail = null });
        shown.Queue!.OwnerEmail.ShouldNotBeNull();
        shown.Remove();
        shown.Queue.ShouldBeNull();
    }
}

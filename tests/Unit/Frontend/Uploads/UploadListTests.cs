using Platform.Frontend.Uploads;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Uploads;

public sealed class UploadListTests
{
    [Fact]
    public void A_removed_file_stays_removed_after_a_late_report()
    {
        var files = new UploadList();
        files.Take([new() { Key = "f1" }, new() { Key = "f2", State = "sending" }]);
        var held = files.Items[1];
        files.Take([new() { Key = "f1" }, new() { Key = "f2", State = "done" }]);
        files.Remove(held.Key);
        files.Items.Select(item => item.Key).ShouldBe(["f1"]);
        files.Take([new() { Key = "f1", State = "done" }, new() { Key = "f2", State = "done" }, new() { Key = "f3" }]);
        files.Items.Select(item => (item.Key, item.State)).ShouldBe([("f1", "done"), ("f3", "waiting")]);
    }
}

using Google.Protobuf.WellKnownTypes;
using Platform.ServiceDefaults.Files;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Files;

public sealed class KeptMessageTests
{
    [Fact]
    public async Task A_message_is_found_again_and_a_broken_file_is_none()
    {
        using var folder = new TemporaryFolder();
        var kept = new KeptMessage<StringValue>(Path.Combine(folder.Path, "new"), "one", StringValue.Parser);
        kept.Read().ShouldBeNull();
        await kept.WriteAsync(new StringValue { Value = "first" }, CancellationToken.None);
        await kept.WriteAsync(new StringValue { Value = "second" }, CancellationToken.None);
        kept.Read()!.Value.ShouldBe("second");
        Directory.GetFiles(Path.Combine(folder.Path, "new")).Select(Path.GetFileName).ShouldBe(["one"]);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "new", "one"), [0xff, 0xff]);
        kept.Read().ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_kept()
    {
        var kept = new KeptMessage<StringValue>(null, "one", StringValue.Parser);
        await kept.WriteAsync(new StringValue { Value = "first" }, CancellationToken.None);
        kept.Read().ShouldBeNull();
    }
}

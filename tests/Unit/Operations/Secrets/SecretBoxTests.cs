using Microsoft.Extensions.Options;
using Platform.Operations.Secrets;
using Shouldly;
using Xunit;

namespace Platform.Unit.Operations.Secrets;

public sealed class SecretBoxTests
{
    private readonly Guid _channel = Guid.CreateVersion7();

    [Fact]
    public void What_is_sealed_is_opened_by_the_same_key_for_the_same_channel_only()
    {
        var kept = Box("a key of some length").Seal("https://hooks.example.com/x", _channel);
        Box("a key of some length").Open(kept, _channel).ShouldBe("https://hooks.example.com/x");
        Box("a key of another kind").Open(kept, _channel).ShouldBeNull();
        Box("a key of some length").Open(kept, Guid.CreateVersion7()).ShouldBeNull();
        Box("a key of some length").Open([1, 2, 3], _channel).ShouldBeNull();
        kept[^1] ^= 1;
        Box("a key of some length").Open(kept, _channel).ShouldBeNull();
    }

    private static SecretBox Box(string key) => new(new SecretKeys(Options.Create(new NotificationKeyOptions { Key = key })));
}

using Platform.Load;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

[Collection(PlainPlatformCollection.Name)]
public sealed class SoundLoadTests(PlainPlatformFixture platform)
{
    [Fact]
    public async Task Load_with_faults_is_refused_on_a_platform_without_faults()
    {
        using var refused = new StringWriter();
        (await LoadRun.RunAsync(new LoadOptions(platform.Api, 20, 1, null, Faults: true), refused, TimeProvider.System, CancellationToken.None)).ShouldBe(3);
        refused.ToString().ShouldContain("No fault is switched on");
    }
}

using Xunit;

namespace Platform.Integration.Worker;

/// <summary>One handler of captions for all tests of a class: they look at what files hold, and what the machine lets programs do is asked once.</summary>
public sealed class DecodingFixture : IAsyncLifetime
{
    internal CaptionsHarness Captions { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Captions.DisposeAsync();
}

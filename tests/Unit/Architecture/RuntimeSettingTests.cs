using System.Text.Json;
using Shouldly;
using Xunit;

namespace Platform.Unit.Architecture;

/// <summary>What all services tell the runtime, as their builds have written it.</summary>
public sealed class RuntimeSettingTests
{
    [Theory]
    [InlineData("ApiGateway")]
    [InlineData("Broker")]
    [InlineData("Frontend")]
    [InlineData("JobManager")]
    [InlineData("Operations")]
    [InlineData("Recogniser")]
    [InlineData("Worker")]
    public void Idle_threads_sleep_at_once(string program)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, program + ".runtimeconfig.json")));

        settings.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties")
            .GetProperty("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit").GetInt32().ShouldBe(0);
    }
}

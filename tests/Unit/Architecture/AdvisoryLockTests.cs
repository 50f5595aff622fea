using Platform.Broker.Database;
using Platform.JobManager.Database;
using Shouldly;
using Xunit;

namespace Platform.Unit.Architecture;

/// <summary>Services that share a database share the keys of its advisory locks: with the same number they would wait for each other.</summary>
public sealed class AdvisoryLockTests
{
    [Fact]
    public void Services_have_keys_of_their_own()
    {
        var keys = Enum.GetValues<JobLock>().Select(key => (int)key).Concat(Enum.GetValues<BrokerLock>().Select(key => (int)key)).ToList();

        keys.Count.ShouldBeGreaterThan(2);
        keys.ShouldBeUnique();
    }
}

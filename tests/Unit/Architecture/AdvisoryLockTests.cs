using Platform.Broker.Database;
using Platform.JobManager.Database;
using Platform.Operations.Database;
using Shouldly;
using Xunit;

namespace Platform.Unit.Architecture;

/// <summary>Services that share a database share the keys of its advisory locks: with the same number they would wait for each other.</summary>
public sealed class AdvisoryLockTests
{
    [Fact]
    public void Services_have_keys_of_their_own()
    {
        List<int> keys =
        [
            .. Enum.GetValues<JobLock>().Select(key => (int)key),
            .. Enum.GetValues<BrokerLock>().Select(key => (int)key),
            .. Enum.GetValues<OperationsLock>().Select(key => (int)key),
        ];

        keys.Count.ShouldBeGreaterThan(2);
        keys.ShouldBeUnique();
    }
}

using FsCheck;
using FsCheck.Fluent;
using Platform.JobManager.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Kinds;

public sealed class JobIdsTests
{
    [Fact]
    public void The_time_of_an_id_is_the_millisecond_of_its_creation()
    {
        var cases = Gen.Choose(0, int.MaxValue).Select(seconds => seconds * 1000L + 123);
        Prop.ForAll(cases.ToArbitrary(), milliseconds =>
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            var id = Guid.CreateVersion7(time);
            JobIds.TimeOf(id).ShouldBe(time);
            JobIds.FirstOf(time).CompareTo(id).ShouldBeLessThan(0);
            JobIds.FirstOf(time.AddMilliseconds(1)).CompareTo(id).ShouldBeGreaterThan(0);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_id_can_be_converted_to_a_time() =>
        Prop.ForAll<Guid>(id => JobIds.TimeOf(id).ShouldBeGreaterThanOrEqualTo(DateTimeOffset.UnixEpoch)).QuickCheckThrowOnFailure();
}

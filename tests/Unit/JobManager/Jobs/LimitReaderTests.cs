using Platform.JobManager.Dispatch;
using Platform.JobManager.Jobs;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Jobs;

public sealed class LimitReaderTests
{
    private static readonly Guid s_owner = Guid.CreateVersion7();
    private static readonly Guid s_other = Guid.CreateVersion7();

    [Fact]
    public void A_user_sees_only_own_jobs_and_which_of_the_hosts_are_full()
    {
        var use = new PermitUse(
            4,
            Running: [new PermitCount(s_owner, null, 2), new PermitCount(s_other, "a.example", 2), new PermitCount(s_other, "secret.example", 2)],
            Granted: [new PermitCount(s_owner, "b.example", 1)]);
        var limits = LimitReader.ToReply(s_owner, new PermitLimits(4, PerHost: 2), use, [new PermitCount(s_owner, "a.example", 3), new PermitCount(s_owner, null, 1)]);
        (limits.Running, limits.Next, limits.Waiting).ShouldBe((2, 1, 4));
        (limits.Slots, limits.Share, limits.Weight, limits.HasMaxRunning, limits.FetchesPerHost).ShouldBe((4, 2, 1, false, 2));
        limits.Hosts.Select(host => (host.Host, host.Fetching, host.Waiting, host.IsFull)).ShouldBe([("a.example", 0, 3, true), ("b.example", 1, 0, false)]);
    }

    [Fact]
    public void The_hosts_with_the_most_waiting_jobs_come_first_and_are_limited()
    {
        var waiting = Enumerable.Range(1, 50).Select(i => new PermitCount(s_owner, $"{i:D2}.example", i)).ToList();
        var limits = LimitReader.ToReply(s_owner, new PermitLimits(4), new PermitUse(4, [], []), waiting);
        limits.Hosts.Count.ShouldBe(20);
        limits.Hosts[0].Host.ShouldBe("50.example");
        limits.HasFetchesPerHost.ShouldBeFalse();
    }
}

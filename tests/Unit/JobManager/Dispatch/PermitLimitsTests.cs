using Platform.JobManager.Dispatch;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Dispatch;

public sealed class PermitLimitsTests
{
    private static readonly Guid s_owner = Guid.CreateVersion7();

    [Theory]
    [InlineData(4, 1, 2)]
    [InlineData(5, 1, 3)]
    [InlineData(6, 2, 4)]
    [InlineData(8, 3, 6)]
    [InlineData(1, 1, 1)]
    [InlineData(4, 1000, 4)]
    [InlineData(4, -5, 2)]
    public void A_share_is_what_the_owner_gets_beside_another_one_with_the_weight_1(int slots, int weight, int share) =>
        new PermitLimits(slots, Weights: new Dictionary<Guid, int> { [s_owner] = weight }).ShareOf(s_owner).ShouldBe(share);

    [Fact]
    public void A_configured_share_grows_with_the_weight() =>
        new PermitLimits(40, PerOwner: 3, Weights: new Dictionary<Guid, int> { [s_owner] = 4 }).ShareOf(s_owner).ShouldBe(12);

    [Fact]
    public void A_share_is_not_above_the_limit_and_at_least_one()
    {
        new PermitLimits(40, MaxPerOwner: 3).ShareOf(s_owner).ShouldBe(3);
        new PermitLimits(0).ShareOf(s_owner).ShouldBe(1);
    }

    [Fact]
    public void Owners_without_a_weight_have_the_weight_1()
    {
        var limits = new DispatchOptions { Weights = [new OwnerWeight { Owner = s_owner, Weight = 7 }], FetchesPerHost = 0 }.LimitsFor(8);
        (limits.WeightOf(s_owner), limits.WeightOf(Guid.CreateVersion7()), limits.PerHost).ShouldBe((7, 1, null));
    }
}

using FsCheck;
using FsCheck.Fluent;
using Platform.JobManager.Blocks;
using Platform.JobManager.Dispatch;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Blocks;

public sealed class BlockPickerTests
{
    private static readonly Guid s_one = Guid.CreateVersion7();
    private static readonly Guid s_other = Guid.CreateVersion7();

    [Fact]
    public void Owners_share_idle_slots_and_blocks_of_one_keep_their_order()
    {
        var picker = new BlockPicker(new PermitLimits(8));
        var first = Add(picker, s_one, 5);
        var second = Add(picker, s_other, 5);
        picker.Pick(4).ShouldBe([first[0], second[0], first[1], second[1]]);
    }

    [Fact]
    public void An_owner_whose_blocks_run_waits_for_others()
    {
        var picker = new BlockPicker(new PermitLimits(8));
        picker.AddActive(s_one, 3);
        Add(picker, s_one, 5);
        var other = Add(picker, s_other, 2);
        picker.Pick(2).ShouldBe(other);
    }

    [Fact]
    public void A_higher_weight_gets_more()
    {
        var picker = new BlockPicker(new PermitLimits(8, Weights: new Dictionary<Guid, int> { [s_one] = 3 }));
        var heavy = Add(picker, s_one, 9);
        Add(picker, s_other, 9);
        picker.Pick(8).Count(heavy.Contains).ShouldBe(6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Without_an_idle_slot_nothing_is_picked(int idle)
    {
        var picker = new BlockPicker(new PermitLimits(8));
        Add(picker, s_one, 1);
        picker.Pick(idle).ShouldBeEmpty();
    }

    [Fact]
    public void As_many_blocks_are_picked_as_there_are_and_fit() => Prop.ForAll(
        (from idle in Gen.Choose(0, 20)
         from blocks in Gen.ListOf(Gen.Choose(0, 3))
         select (idle, blocks)).ToArbitrary(),
        input =>
        {
            var picker = new BlockPicker(new PermitLimits(8));
            Guid[] owners = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
            var all = input.blocks.Select(owner => Add(picker, owners[owner], 1)[0]).ToList();
            var picked = picker.Pick(input.idle);
            picked.Count.ShouldBe(Math.Min(input.idle, all.Count));
            picked.Distinct().Count().ShouldBe(picked.Count);
            picked.ShouldBeSubsetOf(all);
        }).QuickCheckThrowOnFailure();

    private static Guid[] Add(BlockPicker picker, Guid owner, int count)
    {
        Guid[] blocks = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        foreach (var block in blocks)
        {
            picker.AddWaiting(owner, block);
        }

        return blocks;
    }
}

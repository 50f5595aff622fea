using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.Messaging;
using Platform.Contracts.Recognition;
using Platform.Worker.Captioning;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Captioning;

public sealed class BlockBoardTests
{
    [Fact]
    public void Without_help_all_parts_are_given_out_here_in_order()
    {
        var board = Board(20);
        board.Form().ShouldBeEmpty();
        for (var i = 0; i < 20; i++)
        {
            board.Next(hasRoom: true).Part!.Index.ShouldBe(i);
        }

        board.Next(hasRoom: false).IsEnd.ShouldBeTrue();
    }

    [Fact]
    public void A_short_recording_is_not_shared()
    {
        var board = Board(3);
        board.IsWorthwhile.ShouldBeFalse();
        board.Apply(States(1, helpers: 9));
        board.Form().ShouldBeEmpty();
    }

    [Fact]
    public void Parts_whose_speech_is_unknown_or_that_are_done_are_not_offered()
    {
        var board = new BlockBoard(kept: 1);
        for (var i = 0; i < 20; i++)
        {
            board.Add(new FoundPart(i, i * 25, 20, i % 2 == 0 ? null : [new SpeechSpan(i * 25, (i * 25) + 20)]), isDone: i % 2 == 1);
        }

        board.Complete();
        board.Apply(States(1, helpers: 9));
        board.Form().ShouldBeEmpty();
    }

    [Fact]
    public void The_next_parts_are_kept_and_blocks_follow_them_in_order()
    {
        var board = Board(20, kept: 2);
        board.Apply(States(1, helpers: 2));
        var formed = board.Form();
        formed.Count.ShouldBe(4);
        formed.Select(block => block.First).ShouldBe(board.Offered);
        formed[0].First.ShouldBe(2);
        board.Next(hasRoom: true).Part!.Index.ShouldBe(0);
        board.Next(hasRoom: true).Part!.Index.ShouldBe(1);

        // The first block that nobody has taken comes before later parts.
        board.Next(hasRoom: true).HasClaimed.ShouldBeTrue();
        board.Offered.ShouldBe([3, 4, 5]);
        board.Next(hasRoom: true).Part!.Index.ShouldBe(formed[^1].Parts[^1].Index + 1);
    }

    [Fact]
    public void A_claimed_block_is_given_out_here_once_nobody_else_has_it()
    {
        var board = Board(20);
        board.Apply(States(1, helpers: 1));
        var first = board.Form()[0];
        board.Sending(2);
        board.Next(hasRoom: true).Part!.Index.ShouldBe(0);
        board.Next(hasRoom: true).HasClaimed.ShouldBeTrue();
        board.Sending(3);

        // An answer to an earlier offer does not know of the claim.
        board.Apply(States(2, 1, (first.First, BlockStage.Waiting)));
        board.Next(hasRoom: true).Part!.Index.ShouldNotBe(first.First);
        board.Apply(States(3, 1));
        board.Next(hasRoom: true).Part.ShouldBe(first.Parts[0]);
    }

    [Fact]
    public void A_block_that_another_worker_has_taken_stays_there_until_it_is_done()
    {
        var board = Board(4);
        board.Apply(States(1, helpers: 1));
        var formed = board.Form();
        board.Sending(2);
        board.Apply(States(2, 1, [.. formed.Select(block => (block.First, BlockStage.Running))]));
        var here = new List<int>();
        while (board.Next(hasRoom: true).Part is { } part)
        {
            here.Add(part.Index);
        }

        here.ShouldNotContain(formed[0].First);
        board.Next(hasRoom: true).ShouldBe(default);
        board.Apply(States(0, 1, [.. formed.Select(block => (block.First, BlockStage.Done))]));
        foreach (var part in formed.SelectMany(block => block.Parts))
        {
            board.Next(hasRoom: false).ShouldBe(new BoardStep(part, IsReceived: true));
        }

        board.Next(hasRoom: true).IsEnd.ShouldBeTrue();
    }

    [Fact]
    public void Nobody_answers_and_everything_is_done_here()
    {
        var board = Board(10);
        board.Apply(States(1, helpers: 2));
        board.Form().ShouldNotBeEmpty();
        board.ReclaimAll();
        board.Form().ShouldBeEmpty();
        for (var i = 0; i < 10; i++)
        {
            board.Next(hasRoom: true).Part!.Index.ShouldBe(i);
        }

        board.Next(hasRoom: true).IsEnd.ShouldBeTrue();
    }

    [Fact]
    public void Every_part_is_given_out_once_whatever_happens_elsewhere() => Prop.ForAll(
        (from parts in Gen.Choose(0, 60)
         from kept in Gen.Choose(1, 4)
         from seed in Gen.Choose(0, int.MaxValue)
         select (parts, kept, seed)).ToArbitrary(),
        input => Play(input.parts, input.kept, new Random(input.seed))).QuickCheckThrowOnFailure();

    /// <summary>Plays a worker with JobManager and others, in an order of chance, until the recording ends.</summary>
    private static void Play(int parts, int kept, Random random)
    {
        var board = new BlockBoard(kept);
        var elsewhere = new Dictionary<int, BlockStage>();
        var given = new List<int>();
        var (added, sequence) = (0, 0L);
        for (var steps = 0; ; steps++)
        {
            steps.ShouldBeLessThan(100_000);
            switch (random.Next(6))
            {
                case 0 when added < parts:
                    board.Add(Part(added++));
                    break;
                case 0:
                    board.Complete();
                    break;
                case 1:
                    board.Form();
                    board.Sending(++sequence);
                    var offered = board.Offered;
                    Reclaim(elsewhere, offered);
                    offered.Where(block => !elsewhere.ContainsKey(block)).ToList().ForEach(block => elsewhere[block] = BlockStage.Waiting);

                    // The answer may be lost.
                    if (random.Next(4) > 0)
                    {
                        board.Apply(States(sequence, random.Next(4), [.. elsewhere.Select(block => (block.Key, block.Value))]));
                    }

                    break;
                case 2 when elsewhere.Count > 0:
                    var one = elsewhere.ElementAt(random.Next(elsewhere.Count));
                    elsewhere[one.Key] = Later(one.Value, random);
                    break;
                case 3 when elsewhere.Count > 0 && random.Next(8) == 0:
                    elsewhere.Remove(elsewhere.Keys.First());
                    break;
                default:
                    var step = board.Next(hasRoom: random.Next(2) == 0);
                    if (step.IsEnd)
                    {
                        added.ShouldBe(parts);
                        given.Order().ShouldBe(Enumerable.Range(0, parts));
                        return;
                    }

                    if (step.Part is { } part)
                    {
                        given.Add(part.Index);
                    }

                    break;
            }
        }
    }

    // What is not offered any more and does not run is the worker's own.
    private static void Reclaim(Dictionary<int, BlockStage> elsewhere, IReadOnlyList<int> offered)
    {
        foreach (var block in elsewhere.Keys.Except(offered).Where(block => elsewhere[block] != BlockStage.Running).ToList())
        {
            elsewhere.Remove(block);
        }
    }

    private static BlockStage Later(BlockStage stage, Random random) => stage switch
    {
        BlockStage.Waiting => BlockStage.Published,
        BlockStage.Published => random.Next(3) == 0 ? BlockStage.Waiting : BlockStage.Running,
        BlockStage.Running => random.Next(4) switch { 0 => BlockStage.Waiting, 1 => BlockStage.Returned, _ => BlockStage.Done },
        _ => stage,
    };

    private static BlockStates States(long sequence, int helpers, params (int Block, BlockStage Stage)[] blocks) =>
        new(Guid.Empty, 1, sequence, helpers, [.. blocks.Select(block => new BlockState(block.Block, block.Stage))]);

    private static FoundPart Part(int index) => new(index, index * 25, 20, [new SpeechSpan(index * 25, (index * 25) + 20)]);

    private static BlockBoard Board(int parts, int kept = 1)
    {
        var board = new BlockBoard(kept);
        Enumerable.Range(0, parts).Select(Part).ToList().ForEach(part => board.Add(part));
        board.Complete();
        return board;
    }
}

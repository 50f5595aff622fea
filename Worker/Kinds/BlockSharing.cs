using System.Threading.Channels;
using Platform.Contracts.Messaging;

namespace Platform.Worker.Kinds;

/// <summary>Lets an attempt have blocks of its recording recognised by other workers: offers them to JobManager, and passes its answers on.</summary>
/// <param name="attempt">The attempt.</param>
/// <param name="post">Sends a report to JobManager.</param>
internal sealed class BlockSharing(AttemptRef attempt, Func<BlockReport, CancellationToken, ValueTask> post)
{
    private const int MaxAnswers = 16;

    // Each answer is complete, so that older ones can be dropped.
    private readonly Channel<BlockStates> _answers = Channel.CreateBounded<BlockStates>(
        new BoundedChannelOptions(MaxAnswers) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private long _sequence;

    /// <summary>Gets the answers, oldest first.</summary>
    public ChannelReader<BlockStates> Answers => _answers.Reader;

    /// <summary>Creates the number of the next offer.</summary>
    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>Offers blocks.</summary>
    /// <param name="sequence">The number of the offer, of <see cref="NextSequence"/>.</param>
    /// <param name="blocks">All blocks that are to be done elsewhere; empty to ask whether there is help.</param>
    /// <param name="cancellationToken">Cancels the wait while very many reports are waiting.</param>
    public ValueTask OfferAsync(long sequence, IReadOnlyList<int> blocks, CancellationToken cancellationToken) =>
        post(new BlockReport(Offered: [new BlockOffer(attempt.JobId, attempt.Attempt, sequence, blocks)]), cancellationToken);

    /// <summary>Passes an answer of JobManager on.</summary>
    public void Answer(BlockStates states) => _answers.Writer.TryWrite(states);
}

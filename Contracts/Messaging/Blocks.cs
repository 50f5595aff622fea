using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.Messaging;

/// <summary>
/// Reports on blocks: consecutive parts of a recording that other workers recognise for the one that runs its job, the coordinator. Empty lists are
/// omitted. A service of the version before ignores them, and the coordinator then recognises everything itself.
/// </summary>
/// <param name="Offered">What coordinators want done; repeated until it is done. Answered with <see cref="BlockStates"/>.</param>
/// <param name="Started">Blocks whose lease a worker requests; the ids are those of the blocks. Answered like attempts of jobs.</param>
/// <param name="Held">Leases of blocks to renew.</param>
/// <param name="Completed">Blocks that ended.</param>
public sealed record BlockReport(
    IReadOnlyList<BlockOffer>? Offered = null,
    IReadOnlyList<AttemptStarted>? Started = null,
    IReadOnlyList<AttemptRef>? Held = null,
    IReadOnlyList<AttemptCompleted>? Completed = null)
{
    /// <summary>The kind of the assignments on <see cref="JobQueues.Blocks"/>.</summary>
    public const string Kind = "captions_block";

    /// <summary>The maximum number of blocks of a job that are offered at a time.</summary>
    public const int MaxOffered = 32;
}

/// <summary>Offers blocks of a recording.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Attempt">The fencing number of the coordinator's attempt.</param>
/// <param name="Sequence">The number of the offer, which grows within the attempt.</param>
/// <param name="Blocks">
/// All blocks that are to be done elsewhere, by the index of their first part; those that are left out and do not run are the coordinator's again. Empty
/// to ask whether there is help.
/// </param>
public sealed record BlockOffer(Guid JobId, int Attempt, long Sequence, IReadOnlyList<int> Blocks);

/// <summary>Answers a coordinator. What it has offered, or left out, by <see cref="Sequence"/> and is not in the list is its own again.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Attempt">The fencing number of the coordinator's attempt.</param>
/// <param name="Sequence">The number of the offer that is answered; 0 if something has changed meanwhile.</param>
/// <param name="Helpers">The number of slots of workers whose processors no job uses.</param>
/// <param name="Blocks">The state of each block.</param>
public sealed record BlockStates(Guid JobId, int Attempt, long Sequence, int Helpers, IReadOnlyList<BlockState> Blocks);

/// <summary>Represents the state of a block.</summary>
/// <param name="Block">The index of its first part.</param>
/// <param name="Stage">The stage.</param>
public sealed record BlockState(int Block, BlockStage Stage);

/// <summary>Lists the stages of a block. The numbers are stored.</summary>
[JsonConverter(typeof(EnumNameConverter<BlockStage>))]
public enum BlockStage
{
    /// <summary>It waits for a slot.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting = 0,

    /// <summary>It is published to the workers.</summary>
    [JsonStringEnumMemberName("published")]
    Published = 1,

    /// <summary>A worker recognises it.</summary>
    [JsonStringEnumMemberName("running")]
    Running = 2,

    /// <summary>Its words are stored.</summary>
    [JsonStringEnumMemberName("done")]
    Done = 3,

    /// <summary>It failed too often: the coordinator does it.</summary>
    [JsonStringEnumMemberName("returned")]
    Returned = 4,
}

/// <summary>Represents the input of an assignment on <see cref="JobQueues.Blocks"/>. Everything else is in object storage.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Block">The index of the first part.</param>
public sealed record BlockInput(Guid JobId, int Block);

namespace Platform.Broker.Messages;

/// <summary>Assigns the rows of a queue's counts to writers. Writers that can run at the same time have different rows, so that they do not block each other.</summary>
internal static class CountSlots
{
    /// <summary>The number of concurrent writers of published messages.</summary>
    public const int PublishLanes = 2;

    /// <summary>The number of concurrent claims.</summary>
    public const int ClaimLanes = 2;

    /// <summary>The number of concurrent settlements.</summary>
    public const int SettleLanes = 2;

    /// <summary>The slot of the sweeper.</summary>
    public const short Sweeper = 10;

    /// <summary>The slot of purges, replays and maintenance.</summary>
    public const short Maintenance = 11;

    /// <summary>The slot of a publishing lane.</summary>
    public static short Publish(int lane) => (short)lane;

    /// <summary>The slot of a claiming lane.</summary>
    public static short Claim(int lane) => (short)(3 + lane);

    /// <summary>The slot of a settling lane.</summary>
    public static short Settle(int lane) => (short)(6 + lane);
}

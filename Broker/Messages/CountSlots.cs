namespace Platform.Broker.Messages;

/// <summary>Who writes into which row of a queue's counts: writers that may run at the same time never share one.</summary>
internal static class CountSlots
{
    public const int PublishLanes = 2;
    public const int ClaimLanes = 2;
    public const int SettleLanes = 2;

    public const short Sweeper = 10;
    public const short Maintenance = 11;

    public static short Publish(int lane) => (short)lane;

    public static short Claim(int lane) => (short)(3 + lane);

    public static short Settle(int lane) => (short)(6 + lane);
}

namespace Aspire.Dashboard.Resources;

/// <summary>What a person can ask of a resource.</summary>
[Flags]
public enum ResourceActions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is not running and can be started.</summary>
    Start = 1,

    /// <summary>It is running (or about to) and can be stopped.</summary>
    Stop = 2,

    /// <summary>It is running and can be stopped and started again.</summary>
    Restart = 4,
}

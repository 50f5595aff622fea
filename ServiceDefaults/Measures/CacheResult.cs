namespace Platform.ServiceDefaults.Measures;

/// <summary>Lists the results of a cache look-up.</summary>
public enum CacheResult
{
    /// <summary>The value was found.</summary>
    Hit = 0,

    /// <summary>The value was not found.</summary>
    Miss = 1,

    /// <summary>The cache was unavailable.</summary>
    Error = 2,
}

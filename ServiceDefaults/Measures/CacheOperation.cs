namespace Platform.ServiceDefaults.Measures;

/// <summary>What a cache was told to do.</summary>
public enum CacheOperation
{
    /// <summary>Look something up.</summary>
    Get = 0,

    /// <summary>Remember something.</summary>
    Set = 1,

    /// <summary>Forget something.</summary>
    Delete = 2,

    /// <summary>Forget something because its time was over.</summary>
    Expire = 3,
}

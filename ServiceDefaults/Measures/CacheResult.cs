namespace Platform.ServiceDefaults.Measures;

/// <summary>What a cache answered.</summary>
public enum CacheResult
{
    /// <summary>It knew.</summary>
    Hit = 0,

    /// <summary>It did not know.</summary>
    Miss = 1,

    /// <summary>It could not be asked.</summary>
    Error = 2,
}

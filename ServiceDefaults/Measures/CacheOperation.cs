namespace Platform.ServiceDefaults.Measures;

/// <summary>Lists the operations of a cache.</summary>
public enum CacheOperation
{
    /// <summary>Looks a value up.</summary>
    Get = 0,

    /// <summary>Stores a value.</summary>
    Set = 1,

    /// <summary>Removes a value.</summary>
    Delete = 2,

    /// <summary>Removes a value that has expired.</summary>
    Expire = 3,
}

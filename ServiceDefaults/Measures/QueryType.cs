namespace Platform.ServiceDefaults.Measures;

/// <summary>Lists the types of database round trips, by their main effect; the label <c>query_type</c>.</summary>
public enum QueryType
{
    /// <summary>Reads rows.</summary>
    Select = 0,

    /// <summary>Adds rows.</summary>
    Insert = 1,

    /// <summary>Changes rows.</summary>
    Update = 2,

    /// <summary>Removes rows.</summary>
    Delete = 3,

    /// <summary>Any other statement.</summary>
    Other = 4,
}

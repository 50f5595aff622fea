namespace Platform.Operations.States;

/// <summary>Lists what people are told of an incident: the column <c>kind</c> of <c>operations.notifications</c>.</summary>
internal enum NewsKind
{
    /// <summary>It began, or began again.</summary>
    Opened = 1,

    /// <summary>Somebody looks at it.</summary>
    Acknowledged = 2,

    /// <summary>It is over.</summary>
    Resolved = 3,

    /// <summary>Nobody has acknowledged it in time.</summary>
    Escalated = 4,

    /// <summary>No incident: somebody tries whether a channel works.</summary>
    Test = 5,
}

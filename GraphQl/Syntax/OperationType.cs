namespace Platform.GraphQl.Syntax;

/// <summary>What an operation does.</summary>
public enum OperationType
{
    /// <summary>Reads.</summary>
    Query,

    /// <summary>Writes, then reads.</summary>
    Mutation,

    /// <summary>Reads whenever something happens.</summary>
    Subscription,
}

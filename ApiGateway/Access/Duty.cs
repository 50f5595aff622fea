namespace Platform.ApiGateway.Access;

/// <summary>Lists what a user may do with incidents, by the user's highest role. Each value includes those before it.</summary>
internal enum Duty
{
    /// <summary>Nothing: the user has no role.</summary>
    None = 0,

    /// <summary>See them.</summary>
    Viewer = 1,

    /// <summary>Work on them.</summary>
    Responder = 2,

    /// <summary>Set up what tells people of them.</summary>
    Operator = 3,
}

namespace Platform.ApiGateway.Access;

/// <summary>Lists the reasons for refusing a credential.</summary>
internal enum Denial
{
    /// <summary>It was not issued by this platform.</summary>
    Invalid = 0,

    /// <summary>It has expired.</summary>
    Expired = 1,

    /// <summary>It was revoked.</summary>
    Revoked = 2,
}

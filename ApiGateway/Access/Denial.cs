namespace Platform.ApiGateway.Access;

/// <summary>Lists the reasons for refusing a credential.</summary>
internal enum Denial
{
    /// <summary>The credential was not issued by this platform.</summary>
    Invalid = 0,

    /// <summary>The credential has expired.</summary>
    Expired = 1,

    /// <summary>The credential was revoked.</summary>
    Revoked = 2,
}

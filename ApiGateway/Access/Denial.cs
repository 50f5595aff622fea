namespace Platform.ApiGateway.Access;

/// <summary>Why a credential stands for nobody.</summary>
internal enum Denial
{
    /// <summary>It is not one of ours.</summary>
    Invalid = 0,

    /// <summary>Its time is over.</summary>
    Expired = 1,

    /// <summary>It was ended before its time.</summary>
    Revoked = 2,
}

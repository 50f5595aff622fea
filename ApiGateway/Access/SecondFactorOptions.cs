using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Access;

/// <summary>Lists who must have a second factor.</summary>
internal enum SecondFactorRule
{
    /// <summary>Nobody needs a second factor; it is optional for everyone.</summary>
    Optional = 0,

    /// <summary>Operators, responders and viewers: without one their role has no effect.</summary>
    Operators = 1,
}

/// <summary>Configures second factors; section <c>Accounts</c>.</summary>
internal sealed class SecondFactorOptions
{
    /// <summary>Gets or sets who must have a second factor.</summary>
    [EnumDataType(typeof(SecondFactorRule))]
    public SecondFactorRule SecondFactor { get; set; }
}

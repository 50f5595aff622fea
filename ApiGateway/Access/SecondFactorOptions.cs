using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Access;

/// <summary>Who has to have a second factor.</summary>
internal enum SecondFactorRule
{
    /// <summary>Nobody; who wants one has one.</summary>
    Optional = 0,

    /// <summary>Operators: without one their role does nothing.</summary>
    Operators = 1,
}

/// <summary>Section <c>Accounts</c>, as far as it tells of second factors.</summary>
internal sealed class SecondFactorOptions
{
    /// <summary>Who has to have a second factor.</summary>
    [EnumDataType(typeof(SecondFactorRule))]
    public SecondFactorRule SecondFactor { get; set; }
}

using Platform.ApiGateway.Inputs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Problems;

/// <summary>Reads times from a query.</summary>
internal static class QueryMoments
{
    /// <summary>Reads a time in UTC; null if the parameter is missing. What is wrong is added to the errors.</summary>
    public static DateTimeOffset? Read(IQueryCollection query, string name, FieldErrors errors)
    {
        var values = query[name];
        if (values.Count == 0)
        {
            return null;
        }

        if (values is [{ } text] && MomentRule.TryRead(WithPlus(text), out var moment))
        {
            return moment;
        }

        errors.AddMalformed(name, FieldError.Of(FieldRules.Time, MomentRule.Message));
        return null;
    }

    /// <summary>Restores a plus sign that was not encoded and so was read as a space.</summary>
    private static string WithPlus(string text) => text.Replace(' ', '+');
}

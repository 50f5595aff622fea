using Platform.ApiGateway.Inputs;

namespace Platform.ApiGateway.Problems;

/// <summary>Moments in a query.</summary>
internal static class QueryMoments
{
    /// <summary>A moment in UTC; null when it is not there. What is wrong with it goes into the errors.</summary>
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

        errors.AddMalformed(name, MomentRule.Message);
        return null;
    }

    /// <summary>A plus sign that was not encoded is read as a space.</summary>
    private static string WithPlus(string text) => text.Replace(' ', '+');
}

using System.Globalization;

namespace Platform.ApiGateway.Problems;

/// <summary>Reads numbers from a query.</summary>
internal static class QueryNumbers
{
    /// <summary>Reads a number; null if the parameter is missing. What is wrong is added to the errors.</summary>
    public static long? Read(IQueryCollection query, string name, long min, long max, FieldErrors errors)
    {
        var values = query[name];
        if (values.Count == 0)
        {
            return null;
        }

        if (values.Count == 1 && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        errors.Add(name, max == long.MaxValue ? FieldError.NumberFrom(min) : FieldError.Number(min, max));
        return null;
    }
}

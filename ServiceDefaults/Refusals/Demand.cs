using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>Validates the values of requests.</summary>
public static class Demand
{
    private const int FirstYear = 1970;
    private const int LastYear = 9998;

    /// <summary>Requires a condition.</summary>
    /// <exception cref="InputException">400: the condition is false.</exception>
    public static void That([DoesNotReturnIf(false)] bool holds, string field, string rule)
    {
        if (!holds)
        {
            throw new InputException(field, rule);
        }
    }

    /// <summary>Requires a number within a range, both ends included.</summary>
    /// <exception cref="InputException">400: the number is out of the range.</exception>
    public static void Range(long value, long min, long max, string field) =>
        That(value >= min && value <= max, field, string.Create(CultureInfo.InvariantCulture, $"{min} to {max}."));

    /// <summary>Checks whether a time can be used in calculations: ids count from 1970, and the calendar ends with the year 9999.</summary>
    public static bool IsMoment(DateTimeOffset? moment) => moment is not { } at || at.UtcDateTime.Year is >= FirstYear and <= LastYear;

    /// <summary>Requires a time that can be used in calculations (<see cref="IsMoment"/>).</summary>
    /// <exception cref="InputException">400: the time is out of the range.</exception>
    public static void Moment(DateTimeOffset? moment, string field) => That(IsMoment(moment), field, "A moment in the years 1970 to 9998.");

    /// <summary>Requires a defined value of an enumeration, because JSON may contain any number.</summary>
    /// <exception cref="InputException">400: the value is not defined.</exception>
    public static void Known<T>(T value, [CallerArgumentExpression(nameof(value))] string field = "")
        where T : struct, Enum => That(Enum.IsDefined(value), field, "This is not one of the values.");

    /// <summary>Requires that all values are defined values of an enumeration.</summary>
    /// <exception cref="InputException">400: a value is not defined.</exception>
    public static void Known<T>(IEnumerable<T>? values, string field)
        where T : struct, Enum => That(values?.All(Enum.IsDefined) != false, field, "One of the values is not allowed.");

    /// <summary>Requires a list with at most a number of items, none of them null.</summary>
    /// <exception cref="InputException">400: there are too many items, or one is null.</exception>
    public static void List<T>(IReadOnlyCollection<T>? items, int most, string field)
        where T : class => That(items is null || (items.Count <= most && items.All(item => item is not null)), field, string.Create(CultureInfo.InvariantCulture, $"At most {most}, none of them null."));
}

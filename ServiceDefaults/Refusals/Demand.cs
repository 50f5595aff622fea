using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>What requests have to be like.</summary>
public static class Demand
{
    private const int FirstYear = 1970;
    private const int LastYear = 9998;

    /// <summary>Something has to hold.</summary>
    /// <exception cref="InputException">400: it does not hold.</exception>
    public static void That([DoesNotReturnIf(false)] bool holds, string field, string rule)
    {
        if (!holds)
        {
            throw new InputException(field, rule);
        }
    }

    /// <summary>A number is in a range, both ends included.</summary>
    /// <exception cref="InputException">400: out of the range.</exception>
    public static void Range(long value, long min, long max, string field) =>
        That(value >= min && value <= max, field, string.Create(CultureInfo.InvariantCulture, $"{min} to {max}."));

    /// <summary>Whether a moment leaves room to reckon with it: ids count from 1970, and calendars end with the year 9999.</summary>
    public static bool IsMoment(DateTimeOffset? moment) => moment is not { } at || at.UtcDateTime.Year is >= FirstYear and <= LastYear;

    /// <summary>A moment can be reckoned with (<see cref="IsMoment"/>).</summary>
    /// <exception cref="InputException">400: not a moment that can be reckoned with.</exception>
    public static void Moment(DateTimeOffset? moment, string field) => That(IsMoment(moment), field, "A moment in the years 1970 to 9998.");

    /// <summary>Numbers of enumerations are read as well as names, and any number.</summary>
    /// <exception cref="InputException">400: not one of the values.</exception>
    public static void Known<T>(T value, [CallerArgumentExpression(nameof(value))] string field = "")
        where T : struct, Enum => That(Enum.IsDefined(value), field, "This is not one of the values.");

    /// <summary>The same for each of some.</summary>
    /// <exception cref="InputException">400: one is none of the values.</exception>
    public static void Known<T>(IEnumerable<T>? values, string field)
        where T : struct, Enum => That(values?.All(Enum.IsDefined) != false, field, "One of them is none of the values.");

    /// <summary>A list is not too long, and holds nothing that is null.</summary>
    /// <exception cref="InputException">400: too many, or one is missing.</exception>
    public static void List<T>(IReadOnlyCollection<T>? items, int most, string field)
        where T : class => That(items is null || (items.Count <= most && items.All(item => item is not null)), field, string.Create(CultureInfo.InvariantCulture, $"At most {most}, none of them null."));
}

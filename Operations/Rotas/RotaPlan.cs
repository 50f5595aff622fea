using System.Text.Json.Serialization;

namespace Platform.Operations.Rotas;

/// <summary>Says who is on call: each person for a week, one after the other, by the clocks of a time zone, unless somebody has taken over.</summary>
/// <param name="TimeZone">The time zone, by its name in the tz database.</param>
/// <param name="HandoverDay">The day on which one person hands over to the next.</param>
/// <param name="HandoverMinute">The minute of that day, 0 to 1,439.</param>
/// <param name="FirstDay">A day of the first person's week.</param>
/// <param name="People">The addresses of the people, in the order of their weeks.</param>
/// <param name="Swaps">Times that others have taken over; of several at a time the last counts.</param>
internal sealed record RotaPlan(
    string TimeZone, DayOfWeek HandoverDay, int HandoverMinute, DateOnly FirstDay, IReadOnlyList<string> People, IReadOnlyList<RotaSwap> Swaps)
{
    private const int DaysPerWeek = 7;

    /// <summary>Gets who is on call at a moment; null without people.</summary>
    public string? PersonAt(DateTimeOffset at)
    {
        if (People.Count == 0)
        {
            return null;
        }

        var swap = Swaps.LastOrDefault(swap => swap.From <= at && at < swap.To);
        if (swap is not null)
        {
            return swap.Person;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var weeks = (WeekOf(at, zone).DayNumber - BeginOfWeek(FirstDay).DayNumber) / DaysPerWeek;
        return People[((weeks % People.Count) + People.Count) % People.Count];
    }

    /// <summary>Gets when the week of a moment ends, swaps aside.</summary>
    public DateTimeOffset HandoverAfter(DateTimeOffset at)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        return HandoverOn(WeekOf(at, zone).AddDays(DaysPerWeek), zone);
    }

    // The day on which the week of a moment began.
    private DateOnly WeekOf(DateTimeOffset at, TimeZoneInfo zone)
    {
        var day = BeginOfWeek(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime));
        return at < HandoverOn(day, zone) ? day.AddDays(-DaysPerWeek) : day;
    }

    private DateOnly BeginOfWeek(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek - (int)HandoverDay + DaysPerWeek) % DaysPerWeek));

    // A time that clocks leave out in spring is the first one after the gap; of one that comes twice in autumn, the first counts.
    private DateTimeOffset HandoverOn(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(HandoverMinute);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

/// <summary>Represents a time that somebody has taken over.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
/// <param name="Person">The address of who has taken over.</param>
internal sealed record RotaSwap(DateTimeOffset From, DateTimeOffset To, string Person);

/// <summary>Serialises plans for the database.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RotaPlan))]
internal sealed partial class RotaJson : JsonSerializerContext;

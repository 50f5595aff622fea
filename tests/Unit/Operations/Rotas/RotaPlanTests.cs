using FsCheck;
using FsCheck.Fluent;
using Platform.Operations.Rotas;
using Shouldly;
using Xunit;

namespace Platform.Unit.Operations.Rotas;

public sealed class RotaPlanTests
{
    private static readonly RotaPlan s_plan = new("Europe/Berlin", DayOfWeek.Monday, 9 * 60, new DateOnly(2026, 3, 4), ["ada", "bo", "cy"], []);

    [Theory]
    [InlineData("2026-03-04T12:00:00Z", "ada")]
    [InlineData("2026-03-09T07:59:59Z", "ada")]
    [InlineData("2026-03-09T08:00:00Z", "bo")]
    [InlineData("2026-03-01T12:00:00Z", "cy")]
    [InlineData("2026-03-23T07:30:00Z", "cy")]

    // Summer time has begun: nine is an hour earlier.
    [InlineData("2026-03-30T06:59:59Z", "ada")]
    [InlineData("2026-03-30T07:00:00Z", "bo")]
    public void Each_person_has_a_week_by_the_clock_of_the_place(string at, string person) => s_plan.PersonAt(Moment(at)).ShouldBe(person);

    [Fact]
    public void The_last_swap_that_holds_counts()
    {
        var swapped = s_plan with
        {
            Swaps = [new RotaSwap(Moment("2026-03-04T00:00:00Z"), Moment("2026-03-06T00:00:00Z"), "bo"), new RotaSwap(Moment("2026-03-05T00:00:00Z"), Moment("2026-03-05T12:00:00Z"), "cy")],
        };
        swapped.PersonAt(Moment("2026-03-04T12:00:00Z")).ShouldBe("bo");
        swapped.PersonAt(Moment("2026-03-05T06:00:00Z")).ShouldBe("cy");
        swapped.PersonAt(Moment("2026-03-05T12:00:00Z")).ShouldBe("bo");
        swapped.PersonAt(Moment("2026-03-06T00:00:00Z")).ShouldBe("ada");
    }

    [Fact]
    public void Nobody_is_on_call_without_people() => (s_plan with { People = [] }).PersonAt(Moment("2026-03-04T12:00:00Z")).ShouldBeNull();

    [Fact]
    public void Weeks_follow_one_another_without_gap_in_every_zone() => Prop.ForAll(
        Gen.Elements("Europe/Berlin", "America/Sao_Paulo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC").ToArbitrary(),
        Gen.Choose(0, 7 * 1440).ToArbitrary(),
        Gen.Choose(0, 2 * 366 * 1440).ToArbitrary(),
        (zone, handover, minutes) =>
        {
            var plan = s_plan with { TimeZone = zone, HandoverDay = (DayOfWeek)(handover / 1440 % 7), HandoverMinute = handover % 1440 };
            var at = Moment("2026-01-01T00:00:00Z").AddMinutes(minutes);
            var end = plan.HandoverAfter(at);
            var next = plan.HandoverAfter(end);
            var person = plan.PersonAt(at)!;
            return end > at && end - at <= TimeSpan.FromHours(169) && next - end >= TimeSpan.FromHours(167) && next - end <= TimeSpan.FromHours(169)
                && plan.PersonAt(end.AddTicks(-1)) == person && plan.PersonAt(end) == plan.People[(plan.People.ToList().IndexOf(person) + 1) % 3];
        }).QuickCheckThrowOnFailure();

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

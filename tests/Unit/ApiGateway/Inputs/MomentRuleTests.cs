using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Inputs;

public sealed class MomentRuleTests
{
    public static TheoryData<string> Wrong =>
    [
        "", "now", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31T12:00", "12:00", "12:00Z", "2026-01-31Z", "2026-01-31 12:00:00Z", "2026-02-30T00:00:00Z",
        "9999-12-31T23:59:59Z", "9999-01-01T00:00:00Z", "9998-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+01:00", "9999-12-31T23:59:59-14:00", "2026-01-31T12:00:00Z ", "1769860800", "1e400", "-1", "NaN", "\ufffe",
        "2026-01-31T12:00:00+99:00", "2026-01-31T12:00:00.00000000000000000000000000000Z",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Times_without_a_zone_or_outside_the_calendar_are_refused(string text)
    {
        MomentRule.TryRead(text, out _).ShouldBeFalse();
        JsonBody.TryParse(Encoding.UTF8.GetBytes($$"""{"kind":"probe","start_at":"{{text}}"}"""), GatewayJson.Default.CreateJobRequest, out _, out var problem).ShouldBeFalse();
        problem!.Status.ShouldBe(400);
        problem.Errors!["start_at"].ShouldBe([MomentRule.Message]);

        var errors = new FieldErrors();
        QueryMoments.Read(new QueryCollection(new Dictionary<string, StringValues> { ["from"] = text }), "from", errors).ShouldBeNull();
        ApiProblem.Invalid(errors).Status.ShouldBe(400);
        errors.ToDictionary().Keys.ShouldBe(["from"]);
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T12:00:00.1234567+02:00", "2026-01-31T10:00:00.1234567Z")]
    [InlineData("2026-01-31T12:00-05:00", "2026-01-31T17:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z")]
    [InlineData("9998-12-31T23:59:59Z", "9998-12-31T23:59:59Z")]
    public void Times_with_a_zone_are_accepted(string text, string utc)
    {
        MomentRule.TryRead(text, out var moment).ShouldBeTrue();
        moment.Offset.ShouldBe(TimeSpan.Zero);
        moment.ShouldBe(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture));
        JsonBody.TryParse(Encoding.UTF8.GetBytes($$$"""{"action":"cancel","filter":{"created_after":"{{{text}}}"}}"""), GatewayJson.Default.BulkRequest, out var bulk, out _).ShouldBeTrue();
        bulk!.Filter!.CreatedAfter.ShouldBe(moment);
    }

    [Fact]
    public void Times_of_answers_are_accepted_as_input() =>
        Prop.ForAll(ArbMap.Default.ArbFor<DateTimeOffset>(), given =>
        {
            var isWithin = given.UtcDateTime.Year is >= 1970 and <= 9998;
            MomentRule.TryRead(given.ToString("O", CultureInfo.InvariantCulture), out var moment).ShouldBe(isWithin);
            if (isWithin)
            {
                moment.ShouldBe(given);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_parsed_or_refused_without_an_exception() => Prop.ForAll(Given.Text.ToArbitrary(), text => { MomentRule.TryRead(text, out _); }).QuickCheckThrowOnFailure();
}

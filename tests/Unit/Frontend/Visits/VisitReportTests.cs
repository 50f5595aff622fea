using System.Text;
using System.Text.Json;
using Platform.Frontend.Visits;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Visits;

public sealed class VisitReportTests
{
    [Theory]
    [InlineData("page.load", nameof(VisitKind.Load))]
    [InlineData("page.error", nameof(VisitKind.Error))]
    [InlineData("page.circuit.restored", nameof(VisitKind.CircuitRestored))]
    [InlineData("page.circuit.left", nameof(VisitKind.CircuitLeft))]
    public void A_span_is_an_event(string name, string kind) =>
        Read(Report(Span(name, "1000000000", "2500000000", "/jobs"))).ShouldHaveSingleItem()
            .ShouldBe(new VisitEvent(Enum.Parse<VisitKind>(kind), "/jobs", TimeSpan.FromSeconds(1.5)));

    [Theory]
    [InlineData("/jobs/01980000-0000-7000-8000-000000000000")]
    [InlineData("/queues/salaries")]
    [InlineData("")]
    [InlineData("other\\n")]
    [InlineData("/JOBS")]
    public void Pages_that_are_not_listed_are_one(string route) =>
        Read(Report(Span("page.load", "1", "2", route))).ShouldHaveSingleItem().Route.ShouldBe("other");

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"resourceSpans":null}""")]
    [InlineData("""{"resourceSpans":[null]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[null,{"spans":[null]},{"spans":null}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"page.load"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"page.load","startTimeUnixNano":"-1","endTimeUnixNano":"1"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"page.load","startTimeUnixNano":"2","endTimeUnixNano":"1"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"page.load","startTimeUnixNano":"0","endTimeUnixNano":"9223372036854775807"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"page.load","startTimeUnixNano":"0","endTimeUnixNano":"99999999999999999999"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"somebody.else","startTimeUnixNano":"0","endTimeUnixNano":"1"}]}]}]}""")]
    public void What_tells_of_nothing_is_refused(string body) => Read(body).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("""{"resourceSpans":1}""")]
    [InlineData("""{"resourceSpans":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"\ud800"}]}]}]}""")]
    public void What_is_no_report_is_refused(string body) => Should.Throw<JsonException>(() => Read(body));

    [Fact]
    public void Attributes_without_a_key_or_a_text_are_left_out() => Read(Report(
        """{"name":"page.error","startTimeUnixNano":"1","endTimeUnixNano":"1","attributes":[null,{},{"key":"page.route"},{"key":"page.route","value":{"intValue":"1"}}]}"""))
        .ShouldHaveSingleItem().Route.ShouldBe("other");

    [Theory]
    [InlineData(VisitReport.MaxEvents, true)]
    [InlineData(VisitReport.MaxEvents + 1, false)]
    public void A_report_has_few_events(int count, bool isTaken) =>
        (Read(Report([.. Enumerable.Repeat(Span("page.error", "1", "1", "/"), count)])) is not null).ShouldBe(isTaken);

    private static IReadOnlyList<VisitEvent>? Read(string body) => VisitReport.Read(JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(body), VisitJson.Default.OtlpTraces));

    private static string Report(params IEnumerable<string> spans) => $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{string.Join(',', spans)}}]}]}]}""";

    private static string Span(string name, string start, string end, string route) =>
        $$"""{"name":"{{name}}","startTimeUnixNano":"{{start}}","endTimeUnixNano":"{{end}}","attributes":[{"key":"page.route","value":{"stringValue":"{{route}}"}}]}""";
}

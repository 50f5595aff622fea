using System.Globalization;
using Platform.ApiGateway.Operations;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Operations;

public sealed class PostMortemDraftTests
{
    [Fact]
    public void A_draft_says_what_is_known_and_what_is_to_be_added_and_not_who_did_what() =>
        PostMortemDraft.Of(Incident("The gateway answers 503", "2025-10-23T10:45:00Z")).ShouldBe("""
            # Incident 7

            **When**: 2025-10-23 10:30 to 10:45 UTC (15 min)\
            **What**: The gateway answers 503 (service api-gateway, P1)\
            **Impact**: _How many requests failed, and how many people noticed?_

            ## Timeline (UTC)

            - 2025-10-23 10:30: Detected
            - 2025-10-23 10:32: Now acknowledged
            - 2025-10-23 10:35: Noted: Connections are held by job-manager

            ## Root cause

            _Why could it happen, and why did nothing stop it? Name systems and circumstances, not people._

            ## Actions

            1. Fix: _what, by whom, until when_
            2. Monitoring: _what, by whom, until when_
            3. Testing: _what, by whom, until when_

            """.ReplaceLineEndings("\n"));

    [Theory]
    [InlineData(null, "**When**: since 2025-10-23 10:30 UTC, not over")]
    [InlineData("2025-10-24T00:30:00Z", "**When**: 2025-10-23 10:30 to 2025-10-24 00:30 UTC (840 min)")]
    public void The_end_is_said_as_far_as_it_is_known(string? end, string line) => PostMortemDraft.Of(Incident("Slow", end)).ShouldContain(line + "\\\n");

    [Fact]
    public void What_was_written_stays_a_text_on_its_line() =>
        PostMortemDraft.Of(Incident("<b>x</b>\n## Root [a](b) ![c](d) &amp;", null)).ShouldContain(@"**What**: \<b\>x\</b\> \#\# Root \[a\](b) \!\[c\](d) \&amp; (service");

    private static IncidentDetails Incident(string title, string? end) => new(
        new IncidentResponse(7, title, "api-gateway", IncidentSeverity.P1, IncidentState.Resolved, At("2025-10-23T10:30:00Z"), At("2025-10-23T10:32:00Z"), "ada@example.com", end is null ? null : At(end), At("2025-10-23T10:45:00Z"), 4, 0, 0, false, true, null),
        [],
        [
            new IncidentEvent(Guid.Empty, At("2025-10-23T10:30:00Z"), IncidentEventType.Opened, IncidentState.Detected, null, null),
            new IncidentEvent(Guid.Empty, At("2025-10-23T10:32:00Z"), IncidentEventType.StateChanged, IncidentState.Acknowledged, "ada@example.com", null),
            new IncidentEvent(Guid.Empty, At("2025-10-23T10:35:00Z"), IncidentEventType.Note, null, "ada@example.com", "Connections are held by job-manager"),
        ]);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

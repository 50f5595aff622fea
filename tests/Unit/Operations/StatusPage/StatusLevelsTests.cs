using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.Operations.StatusPage;
using Shouldly;
using Xunit;

namespace Platform.Unit.Operations.StatusPage;

public sealed class StatusLevelsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_news_everything_works() =>
        Of().Select(one => one.Level).ShouldBe([.. Enumerable.Repeat(StatusLevel.Operational, 5)]);

    [Theory]
    [InlineData("worker", IncidentPriority.P1, StatusPart.Captions, StatusLevel.Down)]
    [InlineData("worker", IncidentPriority.P2, StatusPart.Captions, StatusLevel.Degraded)]
    [InlineData("broker", IncidentPriority.P1, StatusPart.Captions, StatusLevel.Operational)]
    [InlineData("unknown", IncidentPriority.P1, StatusPart.Captions, StatusLevel.Operational)]
    public void Urgent_incidents_of_a_service_show_in_its_parts(string service, IncidentPriority severity, StatusPart part, StatusLevel level) =>
        Of(troubles: [(service, severity)]).Single(one => one.Part == part).Level.ShouldBe(level);

    [Theory]
    [InlineData(-1, 1, false, StatusLevel.Maintenance)]
    [InlineData(1, 2, false, StatusLevel.Down)]
    [InlineData(-2, 0, false, StatusLevel.Down)]
    [InlineData(-1, 1, true, StatusLevel.Down)]
    public void Planned_work_explains_what_fails_during_it(int start, int end, bool isEnded, StatusLevel level)
    {
        var work = new StatusWork
        {
            Parts = { StatusPart.Captions },
            StartsAt = Timestamp.FromDateTimeOffset(s_now.AddHours(start)),
            EndsAt = Timestamp.FromDateTimeOffset(s_now.AddHours(end)),
            EndedAt = isEnded ? Timestamp.FromDateTimeOffset(s_now) : null,
        };
        Of(works: [work], troubles: [("worker", IncidentPriority.P1)]).Single(one => one.Part == StatusPart.Captions).Level.ShouldBe(level);
    }

    [Fact]
    public void What_responders_tell_counts_before_all_else()
    {
        var notice = new StatusNotice { Parts = { StatusPart.Captions }, Level = StatusLevel.Degraded, Stage = StatusStage.Monitoring };
        LevelWith(notice).ShouldBe(StatusLevel.Degraded);
        notice.Stage = StatusStage.Resolved;
        LevelWith(notice).ShouldBe(StatusLevel.Down);
    }

    [Fact]
    public void Only_services_that_serve_nothing_else_are_silenced()
    {
        StatusLevels.ServicesOf([StatusPart.Queues]).ShouldBe(["broker"]);
        StatusLevels.ServicesOf([StatusPart.Captions]).ShouldBe(["rabbitmq", "worker"]);
        StatusLevels.ServicesOf([StatusPart.Api]).ShouldBeEmpty();
        StatusLevels.ServicesOf([.. StatusLevels.Parts]).ShouldContain("api-gateway");
    }

    private static StatusLevel LevelWith(StatusNotice notice) =>
        Of(notices: [notice], troubles: [("worker", IncidentPriority.P1)]).Single(one => one.Part == StatusPart.Captions).Level;

    private static IReadOnlyList<(StatusPart Part, StatusLevel Level)> Of(
        StatusNotice[]? notices = null, StatusWork[]? works = null, (string Service, IncidentPriority Severity)[]? troubles = null) =>
        StatusLevels.Of(s_now, notices ?? [], works ?? [], troubles ?? []);
}

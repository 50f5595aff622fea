using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.StatusPage;

/// <summary>Converts what the public is told to the form of the API.</summary>
internal static class PublicStatus
{
    private static readonly DateOnly s_first = new(1970, 1, 1);

    /// <summary>Converts the state.</summary>
    public static StatusPageResponse ToResponse(StatusView view) => new(
        view.Snapshot.TakenAt?.ToDateTimeOffset(),
        view.IsOld,
        (PartLevel)(int)view.Level,
        [.. view.Snapshot.Parts.Select(ToResponse)],
        [.. view.Snapshot.Notices.Select(ToResponse)],
        [.. view.Snapshot.Works.Select(ToResponse)]);

    /// <summary>Converts what is told of an incident.</summary>
    public static NoticeResponse ToResponse(StatusNotice notice) => new(
        notice.Id.ToGuid(),
        notice.Title,
        [.. notice.Parts.Select(part => (PlatformPart)(int)part)],
        (PartLevel)(int)notice.Level,
        (NoticeStage)(int)notice.Stage,
        notice.BegunAt.ToDateTimeOffset(),
        notice.UpdatedAt.ToDateTimeOffset(),
        [.. notice.Updates.Select(update => new NoticeUpdateResponse(update.At.ToDateTimeOffset(), (NoticeStage)(int)update.Stage, update.Text))]);

    /// <summary>Converts planned work.</summary>
    public static PlannedWorkResponse ToResponse(StatusWork work) => new(
        work.Id.ToGuid(),
        work.Title,
        work.Text,
        [.. work.Parts.Select(part => (PlatformPart)(int)part)],
        work.StartsAt.ToDateTimeOffset(),
        work.EndsAt.ToDateTimeOffset(),
        work.EndedAt?.ToDateTimeOffset());

    private static StatusPartResponse ToResponse(StatusPartRecord part) => new(
        (PlatformPart)(int)part.Part,
        (PartLevel)(int)part.Level,
        StatusDays.Uptime(part),
        [.. part.Days.Select(day => new StatusDayResponse(s_first.AddDays(day.Day), day.Up, day.Maintenance, day.Degraded, day.Down))]);
}

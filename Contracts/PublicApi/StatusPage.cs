using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.PublicApi;

/// <summary>Lists what the platform does for its users.</summary>
[JsonConverter(typeof(EnumNameConverter<PlatformPart>))]
public enum PlatformPart
{
    /// <summary>Recordings are submitted and uploaded.</summary>
    [JsonStringEnumMemberName("submit")]
    Submit = 1,

    /// <summary>Captions are made.</summary>
    [JsonStringEnumMemberName("captions")]
    Captions = 2,

    /// <summary>Messages are published to queues and consumed.</summary>
    [JsonStringEnumMemberName("queues")]
    Queues = 3,

    /// <summary>The web page.</summary>
    [JsonStringEnumMemberName("page")]
    Page = 4,

    /// <summary>The API.</summary>
    [JsonStringEnumMemberName("api")]
    Api = 5,
}

/// <summary>Lists how well a part of the platform works, the best first.</summary>
[JsonConverter(typeof(EnumNameConverter<PartLevel>))]
public enum PartLevel
{
    /// <summary>It works.</summary>
    [JsonStringEnumMemberName("operational")]
    Operational = 1,

    /// <summary>It is worked on as was announced.</summary>
    [JsonStringEnumMemberName("maintenance")]
    Maintenance = 2,

    /// <summary>It works worse than it should.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded = 3,

    /// <summary>It does not work.</summary>
    [JsonStringEnumMemberName("down")]
    Down = 4,
}

/// <summary>Lists how far the work on an incident is, as the public is told.</summary>
[JsonConverter(typeof(EnumNameConverter<NoticeStage>))]
public enum NoticeStage
{
    /// <summary>The cause is looked for.</summary>
    [JsonStringEnumMemberName("investigating")]
    Investigating = 1,

    /// <summary>The cause is known.</summary>
    [JsonStringEnumMemberName("identified")]
    Identified = 2,

    /// <summary>It is repaired, and watched.</summary>
    [JsonStringEnumMemberName("monitoring")]
    Monitoring = 3,

    /// <summary>It is over.</summary>
    [JsonStringEnumMemberName("resolved")]
    Resolved = 4,
}

/// <summary>Describes the state of the platform for the public.</summary>
/// <param name="TakenAt">When it was read; absent if nothing is known.</param>
/// <param name="IsOld">Whether it is older than it should be.</param>
/// <param name="Level">How well the part works that works worst.</param>
/// <param name="Parts">The parts.</param>
/// <param name="Incidents">Incidents, the newest first.</param>
/// <param name="PlannedWork">Planned work, the earliest first.</param>
public sealed record StatusPageResponse(
    DateTimeOffset? TakenAt, bool IsOld, PartLevel Level, IReadOnlyList<StatusPartResponse> Parts, IReadOnlyList<NoticeResponse> Incidents, IReadOnlyList<PlannedWorkResponse> PlannedWork);

/// <summary>Describes how well a part works.</summary>
/// <param name="Part">Which it is.</param>
/// <param name="Level">How well it works now.</param>
/// <param name="Uptime">The share of the counted minutes of 90 days in which it could be used; absent if none was counted.</param>
/// <param name="Days">The days that were counted, at most 90, the oldest first.</param>
public sealed record StatusPartResponse(PlatformPart Part, PartLevel Level, double? Uptime, IReadOnlyList<StatusDayResponse> Days);

/// <summary>Describes how many minutes of a day a part worked.</summary>
/// <param name="Day">The day in UTC.</param>
/// <param name="Up">It worked.</param>
/// <param name="Maintenance">It was worked on as was announced.</param>
/// <param name="Degraded">It worked worse than it should.</param>
/// <param name="Down">It did not work.</param>
public sealed record StatusDayResponse(DateOnly Day, int Up, int Maintenance, int Degraded, int Down);

/// <summary>Describes what the public is told of an incident.</summary>
/// <param name="Id">The id.</param>
/// <param name="Title">What is wrong, in a line.</param>
/// <param name="Parts">The parts that it is about.</param>
/// <param name="Level">How well they work.</param>
/// <param name="Stage">How far the work is.</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="UpdatedAt">When there was last news of it.</param>
/// <param name="Updates">The news, the newest first.</param>
public sealed record NoticeResponse(
    Guid Id, string Title, IReadOnlyList<PlatformPart> Parts, PartLevel Level, NoticeStage Stage, DateTimeOffset BegunAt, DateTimeOffset UpdatedAt, IReadOnlyList<NoticeUpdateResponse> Updates);

/// <summary>Describes news of an incident.</summary>
/// <param name="At">When it was published.</param>
/// <param name="Stage">How far the work was.</param>
/// <param name="Text">The text.</param>
public sealed record NoticeUpdateResponse(DateTimeOffset At, NoticeStage Stage, string Text);

/// <summary>Describes planned work.</summary>
/// <param name="Id">The id.</param>
/// <param name="Title">What is done, in a line.</param>
/// <param name="Text">What users notice of it.</param>
/// <param name="Parts">The parts that it is about.</param>
/// <param name="StartsAt">When it begins.</param>
/// <param name="EndsAt">When it ends.</param>
/// <param name="EndedAt">When somebody ended it before its time, or called it off.</param>
public sealed record PlannedWorkResponse(Guid Id, string Title, string Text, IReadOnlyList<PlatformPart> Parts, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? EndedAt);

/// <summary>Tells the public of an incident, or what is new of it. Nothing else of an incident is public.</summary>
/// <param name="Title">What is wrong, in a line of 1 to 200 characters.</param>
/// <param name="Parts">The parts that it is about, 1 to 5.</param>
/// <param name="Level">How well they work: <c>degraded</c> or <c>down</c>.</param>
/// <param name="Stage">How far the work is.</param>
/// <param name="Text">The text, 1 to 2,000 characters.</param>
public sealed record PublishNoticeRequest(string Title, IReadOnlyList<PlatformPart> Parts, PartLevel Level, NoticeStage Stage, string Text);

/// <summary>Announces planned work.</summary>
/// <param name="Title">What is done, in a line of 1 to 200 characters.</param>
/// <param name="Text">What users notice of it, 1 to 2,000 characters.</param>
/// <param name="Parts">The parts that it is about, 1 to 5.</param>
/// <param name="StartsAt">When it begins.</param>
/// <param name="EndsAt">When it ends, in the future and at most seven days after it begins.</param>
public sealed record PlanWorkRequest(string Title, string Text, IReadOnlyList<PlatformPart> Parts, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

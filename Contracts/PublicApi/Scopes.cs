namespace Platform.Contracts.PublicApi;

/// <summary>Names what an API key may do. A session may do all of it.</summary>
public static class Scopes
{
    /// <summary>Read jobs and captions.</summary>
    public const string JobsRead = "jobs:read";

    /// <summary>Submit, change and delete jobs and captions.</summary>
    public const string JobsWrite = "jobs:write";

    /// <summary>Read queues, without taking messages.</summary>
    public const string QueuesRead = "queues:read";

    /// <summary>Publish messages.</summary>
    public const string QueuesPublish = "queues:publish";

    /// <summary>Consume and settle messages.</summary>
    public const string QueuesConsume = "queues:consume";

    /// <summary>Create, change, share and delete queues.</summary>
    public const string QueuesManage = "queues:manage";

    /// <summary>Gets all of them. A key that is created without naming any gets this list, and keeps it when a scope is added later.</summary>
    public static IReadOnlyList<string> All { get; } = [JobsRead, JobsWrite, QueuesRead, QueuesPublish, QueuesConsume, QueuesManage];
}

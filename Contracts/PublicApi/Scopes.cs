namespace Platform.Contracts.PublicApi;

/// <summary>Names what an API key may do. A session may do all of it.</summary>
public static class Scopes
{
    /// <summary>The scope to read jobs and captions.</summary>
    public const string JobsRead = "jobs:read";

    /// <summary>The scope to submit, change and delete jobs and captions.</summary>
    public const string JobsWrite = "jobs:write";

    /// <summary>The scope to read queues, without taking messages.</summary>
    public const string QueuesRead = "queues:read";

    /// <summary>The scope to publish messages.</summary>
    public const string QueuesPublish = "queues:publish";

    /// <summary>The scope to consume and settle messages.</summary>
    public const string QueuesConsume = "queues:consume";

    /// <summary>The scope to create, change, share and delete queues.</summary>
    public const string QueuesManage = "queues:manage";

    /// <summary>The scope to record deployments. It has an effect only while the owner of the key is an operator.</summary>
    public const string DeploymentsWrite = "deployments:write";

    /// <summary>Gets those that every user has. A key that is created without naming any gets this list, and keeps it when a scope is added later.</summary>
    public static IReadOnlyList<string> All { get; } = [JobsRead, JobsWrite, QueuesRead, QueuesPublish, QueuesConsume, QueuesManage];

    /// <summary>Gets all that a key may be given.</summary>
    public static IReadOnlyList<string> Known { get; } = [JobsRead, JobsWrite, QueuesRead, QueuesPublish, QueuesConsume, QueuesManage, DeploymentsWrite];
}

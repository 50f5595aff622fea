namespace Platform.ApiGateway.Access;

/// <summary>Lists the scopes of callers.</summary>
internal static class Scopes
{
    public const string JobsRead = "jobs:read";
    public const string JobsWrite = "jobs:write";

    public const string QueuesRead = "queues:read";
    public const string QueuesPublish = "queues:publish";
    public const string QueuesConsume = "queues:consume";
    public const string QueuesManage = "queues:manage";

    public static IReadOnlyList<string> All { get; } = [JobsRead, JobsWrite, QueuesRead, QueuesPublish, QueuesConsume, QueuesManage];
}

/// <summary>Lists the authorisation policies of routes. A route without one is closed to everyone.</summary>
internal static class Policies
{
    /// <summary>Requires a session: an API key is not enough.</summary>
    public const string SignedIn = "signed-in";

    public const string ReadJobs = Scopes.JobsRead;

    public const string WriteJobs = Scopes.JobsWrite;

    public const string ReadQueues = Scopes.QueuesRead;

    public const string PublishMessages = Scopes.QueuesPublish;

    public const string ConsumeMessages = Scopes.QueuesConsume;

    public const string ManageQueues = Scopes.QueuesManage;

    public const string Operator = "operator";
}

using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Access;

/// <summary>Lists the authorisation policies of routes. A route without one is closed to everyone.</summary>
internal static class Policies
{
    /// <summary>Requires a session: an API key is not enough.</summary>
    public const string SignedIn = "signed-in";

    public const string ReadJobs = Scopes.JobsRead;

    public const string WriteJobs = Scopes.JobsWrite;

    /// <summary>Requires the scope to read jobs, or a link to the captions of the job.</summary>
    public const string ReadCaptions = "read-captions";

    /// <summary>Requires the scope to read jobs, or a link by which the captions of the job may be edited.</summary>
    public const string ReadRevisions = "read-revisions";

    /// <summary>Requires the scope to write jobs, or a link by which the captions of the job may be edited.</summary>
    public const string EditCaptions = "edit-captions";

    /// <summary>Requires the scope to read jobs, or a link by which captions of the job may be commented on.</summary>
    public const string ReadComments = "read-comments";

    /// <summary>Requires the scope to write jobs, or a link by which captions of the job may be commented on.</summary>
    public const string WriteComments = "write-comments";

    /// <summary>Requires a link to captions.</summary>
    public const string OpenLink = "open-link";

    public const string ReadQueues = Scopes.QueuesRead;

    public const string PublishMessages = Scopes.QueuesPublish;

    public const string ConsumeMessages = Scopes.QueuesConsume;

    public const string ManageQueues = Scopes.QueuesManage;

    public const string Operator = "operator";

    /// <summary>Requires a session of a viewer, a responder or an operator: incidents and what belongs to them are read.</summary>
    public const string OperationsRead = "operations-read";

    /// <summary>Requires a session of a responder or an operator: incidents are worked on.</summary>
    public const string OperationsRespond = "operations-respond";

    /// <summary>Requires a session of an operator: what tells people of incidents is set up.</summary>
    public const string OperationsAdmin = "operations-admin";

    /// <summary>Requires a session of an operator, or an operator's key with the scope to record deployments.</summary>
    public const string RecordDeployments = "record-deployments";
}

namespace Platform.ApiGateway.Access;

/// <summary>What a caller may be allowed to do with jobs.</summary>
internal static class Scopes
{
    public const string JobsRead = "jobs:read";
    public const string JobsWrite = "jobs:write";

    public static IReadOnlyList<string> All { get; } = [JobsRead, JobsWrite];
}

/// <summary>The policies that routes name. A route that names none is open to nobody.</summary>
internal static class Policies
{
    /// <summary>Signed in as a person: an API key is not enough.</summary>
    public const string SignedIn = "signed-in";

    public const string ReadJobs = Scopes.JobsRead;

    public const string WriteJobs = Scopes.JobsWrite;

    public const string Operator = "operator";
}

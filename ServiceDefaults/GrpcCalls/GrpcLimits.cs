namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>Holds the limits of calls between services.</summary>
public static class GrpcLimits
{
    /// <summary>
    /// The maximum size of a message in bytes, in both directions. Larger than a page of 200 jobs with the largest inputs, and than a group of
    /// submissions.
    /// </summary>
    public const int MaxMessageBytes = 64 * 1024 * 1024;
}

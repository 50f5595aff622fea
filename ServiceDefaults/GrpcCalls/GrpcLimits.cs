namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>Holds the limits of calls between services.</summary>
public static class GrpcLimits
{
    /// <summary>
    /// The maximum size of the request or the answer of a call in bytes. Larger than a page of 200 jobs with the largest inputs, and than a group of
    /// submissions.
    /// </summary>
    public const int MaxCallBytes = 64 * 1024 * 1024;
}

using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>Tests that share a JobManager: each has jobs of its own, and none changes what holds for all.</summary>
[CollectionDefinition(Name)]
public sealed class JobManagerCollection : ICollectionFixture<JobManagerFixture>
{
    public const string Name = "job manager";
}

using Platform.Integration.Broker;
using Platform.Integration.Client;
using Platform.Integration.JobManager;
using Platform.Integration.Worker;
using Platform.Testkit.Running;
using Xunit;

[assembly: TestCollectionOrderer("Platform.Integration.CollectionOrder", "Integration")]

namespace Platform.Integration;

/// <summary>Those of half a minute and more; what waits beside what works.</summary>
public sealed class CollectionOrder() : LongestFirst(
    QueuePlatformCollection.Name,
    Of<CaptionsTests>(),
    Of<LeaseTests>(),
    Of<ServiceDefaults.OutageTests>(),
    Of<MemoryStormTests>(),
    Of<TrueTimeTests>(),
    Of<IncompleteTests>());

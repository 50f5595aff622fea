using Platform.EndToEnd.Hosting;
using Platform.EndToEnd.Monitoring;
using Platform.Testkit.Running;
using Xunit;

[assembly: TestCollectionOrderer("Platform.EndToEnd.CollectionOrder", "EndToEnd")]

namespace Platform.EndToEnd;

/// <summary>Those that have a platform, so that both processors have one until the end.</summary>
public sealed class CollectionOrder() : LongestFirst(PlainPlatformCollection.Name, MonitoredCollection.Name, PlatformCollection.Name, Of<AppHostTests>());

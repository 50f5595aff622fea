using Platform.EndToEnd.Frontend;
using Xunit;

namespace Platform.EndToEnd.Monitoring;

/// <summary>
/// Tests that share one platform with everything that watches it; one after another, because some of them break it. Those of pages that need neither
/// recognised captions nor mails are here so that both platforms have the same to do.
/// </summary>
[CollectionDefinition(Name)]
public sealed class MonitoredCollection : ICollectionFixture<MonitoredFixture>, ICollectionFixture<Browser>
{
    public const string Name = "monitored platform";
}

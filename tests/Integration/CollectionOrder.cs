using Platform.Integration.ApiGateway;
using Platform.Integration.ApiGateway.Inputs;
using Platform.Integration.ApiGateway.Mail;
using Platform.Integration.ApiGateway.Monitoring;
using Platform.Integration.Broker;
using Platform.Integration.Client;
using Platform.Integration.Frontend;
using Platform.Integration.JobManager;
using Platform.Integration.Testkit.Servers;
using Platform.Integration.Worker;
using Platform.Integration.Worker.Processes;
using Platform.Integration.Worker.Recognition;
using Platform.Testkit.Running;
using Xunit;

[assembly: TestCollectionOrderer("Platform.Integration.CollectionOrder", "Integration")]

namespace Platform.Integration;

/// <summary>
/// Runs the collections that use much processor time (sound, servers, thousands of requests) beside those that mostly wait. Those of several classes,
/// which share what takes long to start, are in the middle as well: at the end, one of them would be what the run waits for. So it would for one class
/// that waits for most of a minute, which therefore begins.
/// </summary>
public sealed class CollectionOrder() : SpreadOut(
    [Of<WhisperTests>(), QueuePlatformCollection.Name, MailCollection.Name, Of<BlockTests>()],
    EdgeCollection.Name,
    Of<OtherReaderTests>(),
    Of<KilledWorkerTests>(),
    PageCollection.Name,
    Of<AbsurdMediaTests>(),
    Of<NativeProcessTests>(),
    Of<TrueTimeTests>(),
    JobManagerCollection.Name,
    BrokerApiCollection.Name,
    Of<EndpointTests>(),
    GatewayCollection.Name,
    Of<MemoryStormTests>(),
    Of<IncompleteTests>(),
    Of<FetchTests>(),
    Of<CaptionsTests>(),
    Of<NetworkFenceTests>(),
    Of<TrackTests>(),
    MonitoredCollection.Name);

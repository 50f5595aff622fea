using Platform.Integration.ApiGateway.Inputs;
using Platform.Integration.ApiGateway.Mail;
using Platform.Integration.Broker;
using Platform.Integration.Client;
using Platform.Integration.Frontend;
using Platform.Integration.Testkit.Servers;
using Platform.Integration.Worker;
using Platform.Integration.Worker.Processes;
using Platform.Integration.Worker.Recognition;
using Platform.Testkit.Running;
using Xunit;

[assembly: TestCollectionOrderer("Platform.Integration.CollectionOrder", "Integration")]

namespace Platform.Integration;

/// <summary>Runs the collections that use much processor time (sound, servers, thousands of requests) beside those that mostly wait.</summary>
public sealed class CollectionOrder() : SpreadOut(
    [Of<WhisperTests>(), QueuePlatformCollection.Name, MailCollection.Name, EdgeCollection.Name],
    Of<OtherReaderTests>(),
    Of<KilledWorkerTests>(),
    Of<AbsurdMediaTests>(),
    Of<NativeProcessTests>(),
    Of<TrueTimeTests>(),
    Of<IncompleteTests>(),
    Of<FetchTests>(),
    Of<CaptionsTests>(),
    Of<NetworkFenceTests>(),
    Of<TrackTests>(),
    Of<MemoryStormTests>(),
    Of<EndpointTests>());

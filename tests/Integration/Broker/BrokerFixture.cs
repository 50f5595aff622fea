using Platform.Integration.Jobs;

namespace Platform.Integration.Broker;

/// <summary>JobManager with short times for the broker.</summary>
public class BrokerFixture : JobManagerFixture
{
    private int _queues;

    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Queues:SweepInterval"] = "00:00:00.020",
        ["Queues:SampleInterval"] = "00:00:00.100",
        ["Queues:Measured"] = "1000",
        ["Queues:KeepInterval"] = "00:00:00.500",
        ["Queues:LongestBulk"] = "00:00:00",
    };

    public InternalBroker Broker => new(Http, Owner);

    public string NewName(string begin = "q") => $"{begin}-{Interlocked.Increment(ref _queues)}-{Guid.CreateVersion7():N}"[..30];
}

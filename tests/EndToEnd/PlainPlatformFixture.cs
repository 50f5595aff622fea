using Platform.EndToEnd.Attacking;
using Platform.EndToEnd.Fuzzing;
using Platform.Testkit.Files;
using Platform.Testkit.Media;

namespace Platform.EndToEnd;

/// <summary>
/// The whole platform without the resource dashboard, for who looks neither at that nor at what watches the platform: this is there only where
/// somebody takes the platform over who looks at it, and does not run until then. Its model of speech recognition says a sentence, whatever it hears:
/// who asks what the model that ships hears has another platform. Circuits close soon after what was away is back.
/// </summary>
public sealed class PlainPlatformFixture : PlatformFixture
{
    private readonly TemporaryFolder _recognition = new();

    public PlainPlatformFixture() => SyntheticModel.Write(Model, "en", SyntheticModel.Sentence);

    protected override IEnumerable<string> Arguments =>
        [$"--Recognition:Model={Model}", $"--Recognition:SlotsFolder={Slots}", "--Recognition:Parallelism=1"];

    // With the rare collections that gateway, JobManager and Broker have anyway, for page and workers too: processors that do not tell of a large
    // cache have them collect each megabyte.
    protected override IReadOnlyDictionary<string, string> Settings { get; } = ((string[])["postgres", "redis", "rabbitmq", "job-manager", "broker", "api-gateway"])
        .Select(dependency => KeyValuePair.Create($"Dependencies__{dependency}__BreakDuration", "00:00:01"))
        .Append(KeyValuePair.Create("DOTNET_GCgen0size", "4000000"))

        // What a visitor does is sent once. On a machine that stands still for ten seconds it would be refused.
        .Append(KeyValuePair.Create("Dependencies__api-gateway__Timeout", "00:00:30"))
        .ToDictionary(StringComparer.Ordinal);

    /// <inheritdoc />
    protected override bool IsMonitored => LeavesRunning;

    /// <inheritdoc />
    protected override bool IsWatched => false;

    /// <inheritdoc />
    protected override bool LeavesRunning => CollectionOrder.Runs(FuzzedCollection.Name) || CollectionOrder.Runs(AttackedCollection.Name);

    /// <inheritdoc />
    protected override IDisposable Files => _recognition;

    private string Model => _recognition.File("ggml-sentence.bin");

    private string Slots => _recognition.File("slots");

    /// <summary>Lets nothing be recognised, until it is let through or this ends.</summary>
    internal Task<RecognitionBlocker> HoldRecognitionAsync() => RecognitionBlocker.TakeAsync(Slots);
}

using Platform.Testkit.Files;
using Platform.Testkit.Media;

namespace Platform.EndToEnd;

/// <summary>
/// The whole platform without the resource dashboard and without what watches it, for who looks at neither. Its model of speech recognition
/// says a sentence, whatever it hears: who asks what the model that ships hears has another platform. Circuits close soon after what was away
/// is back.
/// </summary>
public sealed class PlainPlatformFixture : PlatformFixture
{
    private readonly TemporaryFolder _recognition = new();

    public PlainPlatformFixture()
        : base(isMonitored: false) =>
        SyntheticModel.Write(Model, "en", SyntheticModel.Sentence);

    protected override IEnumerable<string> Arguments =>
        [$"--Recognition:Model={Model}", $"--Recognition:SlotsFolder={Slots}", "--Recognition:Parallelism=1"];

    protected override IReadOnlyDictionary<string, string> Settings { get; } = ((string[])["postgres", "redis", "rabbitmq", "job-manager", "broker", "api-gateway"])
        .ToDictionary(dependency => $"Dependencies__{dependency}__BreakDuration", _ => "00:00:01", StringComparer.Ordinal);

    /// <inheritdoc />
    protected override bool LeavesRunning => false;

    private string Model => _recognition.File("ggml-sentence.bin");

    private string Slots => _recognition.File("slots");

    /// <summary>Lets nothing be recognised, until it is let through or this ends.</summary>
    internal Task<RecognitionBlocker> HoldRecognitionAsync() => RecognitionBlocker.TakeAsync(Slots);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _recognition.Dispose();
    }
}

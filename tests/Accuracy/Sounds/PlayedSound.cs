using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Platform.Worker.Captioning;
using Platform.Worker.Configuration;
using Platform.Worker.Media;
using Platform.Worker.Timing;

namespace Platform.Accuracy.Sounds;

/// <summary>A recording's sound as workers decode it, and when players play it.</summary>
/// <param name="Samples">Without what comes before it.</param>
/// <param name="Timeline">Where it belongs in the recording.</param>
internal sealed record PlayedSound(short[] Samples, Timeline Timeline)
{
    /// <summary>Decodes a recording by the worker's own code.</summary>
    /// <param name="file">The recording.</param>
    /// <param name="cancellationToken">Kills the decoder.</param>
    public static async Task<PlayedSound> OfAsync(string file, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "accuracy" });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Media:ScratchFolder", (string?)folder.File("scratch")), KeyValuePair.Create("Media:Namespaces", (string?)"false")]);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<WorkerIdentity>().AddCaptioning();
        var host = builder.Build();
        await using ((IAsyncDisposable)host)
        {
            var tools = host.Services.GetRequiredService<MediaTools>();
            var info = await tools.ProbeAsync(file, cancellationToken);
            var target = folder.File("sound.pcm");
            var sound = await tools.DecodeAsync(file, info, info.Tracks![0], ChannelMix.All, target, static _ => { }, cancellationToken);
            var bytes = await File.ReadAllBytesAsync(target, cancellationToken);
            var samples = new short[bytes.Length / sizeof(short)];
            Buffer.BlockCopy(bytes, 0, samples, 0, samples.Length * sizeof(short));
            return new PlayedSound(samples, sound.Timeline);
        }
    }

    /// <summary>A word when it is played.</summary>
    /// <param name="word">In seconds of the samples.</param>
    public CaptionWord InRecording(CaptionWord word)
    {
        var start = Timeline.At(word.Start, by: (word.Start + word.End) / 2);
        return word with { Start = start, End = start + (word.End - word.Start) };
    }
}

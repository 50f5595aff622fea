using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.Worker.Captioning;
using Platform.Worker.Media;

namespace Platform.Integration.Worker;

/// <summary>A recording after all that is done before recognition.</summary>
/// <param name="Info">What it is.</param>
/// <param name="Heard">Its sound.</param>
/// <param name="Incomplete">What is missing.</param>
/// <param name="Length">Where sound and picture have ended, in seconds.</param>
/// <param name="Samples">The decoded sound, 16 kHz.</param>
internal sealed record DecodedRecording(MediaInfo Info, SelectedSound Heard, IncompleteRecording? Incomplete, double Length, short[] Samples)
{
    public static async Task<DecodedRecording> OfAsync(CaptionsHarness captions, string file, string language = "en-US", int? track = null)
    {
        var key = ObjectKeys.Upload(Guid.CreateVersion7());
        ObjectInfo stored;
        await using (var content = File.OpenRead(file))
        {
            stored = await captions.Store.PutAsync(key, content);
        }

        var folder = Directory.CreateDirectory(captions.Folder.File(Guid.CreateVersion7().ToString("N"))).FullName;
        var sound = new Sound(captions.Services.GetRequiredService<MediaTools>(), captions.Store, stored, folder);
        var info = await sound.ProbeAsync(CancellationToken.None);
        var (tracks, trusted) = TrackChoice.Order(info.Tracks!, language, track);
        var heard = await sound.DecodeFirstAsync(info, tracks, trusted, mayBeSilent: false, _ => { }, CancellationToken.None);
        var (incomplete, length) = await sound.CheckEndAsync(info, heard, CancellationToken.None);
        var bytes = await File.ReadAllBytesAsync(sound.Samples);
        var samples = new short[bytes.Length / sizeof(short)];
        Buffer.BlockCopy(bytes, 0, samples, 0, samples.Length * sizeof(short));
        return new DecodedRecording(info, heard, incomplete, length, samples);
    }

    /// <summary>Presentation times at which sound begins after a pause.</summary>
    public IReadOnlyList<double> Onsets()
    {
        const int loud = 2500;
        const int pause = MediaTools.SampleRate / 5;
        List<double> onsets = [];
        var last = -pause;
        for (var i = 0; i < Samples.Length; i++)
        {
            if (Math.Abs((int)Samples[i]) >= loud)
            {
                if (i - last >= pause)
                {
                    onsets.Add(Heard.Sound.Timeline.At((double)i / MediaTools.SampleRate));
                }

                last = i;
            }
        }

        return onsets;
    }
}

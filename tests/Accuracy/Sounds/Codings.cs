using Platform.Accuracy.Running;
using Platform.Testkit.Files;

namespace Platform.Accuracy.Sounds;

/// <summary>Sound as people upload it: encoded with loss, with the delay of its encoder.</summary>
internal static class Codings
{
    private static readonly Dictionary<string, (string Encoder, string Extension)> s_encoders = new()
    {
        ["mp3"] = ("libmp3lame", "mp3"),
        ["aac"] = ("aac", "m4a"),
        ["opus"] = ("libopus", "ogg"),
    };

    public static IReadOnlyCollection<string> Names => s_encoders.Keys;

    /// <summary>The sound after it was encoded and decoded.</summary>
    public static async Task<short[]> ThereAndBackAsync(short[] samples, string coding, CancellationToken cancellationToken)
    {
        var (encoder, extension) = s_encoders[coding];
        using TemporaryFolder folder = new();
        var (wave, coded) = (Path.Combine(folder.Path, "sound.wav"), Path.Combine(folder.Path, $"coded.{extension}"));
        await WaveFile.WriteAsync(wave, samples, cancellationToken).ConfigureAwait(false);
        await Tool.RunAsync("ffmpeg", ["-nostdin", "-v", "error", "-i", wave, "-c:a", encoder, "-b:a", "48k", coded], cancellationToken).ConfigureAwait(false);
        return await Tool.DecodeAsync(coded, [], cancellationToken).ConfigureAwait(false);
    }
}

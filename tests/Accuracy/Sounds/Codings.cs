using System.Globalization;
using Platform.Accuracy.Running;
using Platform.Testkit.Files;

namespace Platform.Accuracy.Sounds;

/// <summary>Sound as people upload it: encoded with loss, with the delay of its encoder, or beside a picture that begins before it.</summary>
internal static class Codings
{
    private static readonly Dictionary<string, (string Encoder, string Extension, double Late)> s_encoders = new()
    {
        ["mp3"] = ("libmp3lame", "mp3", 0),
        ["aac"] = ("aac", "m4a", 0),
        ["opus"] = ("libopus", "ogg", 0),
        ["late-video"] = ("aac", "mp4", 4.4),
    };

    public static IReadOnlyCollection<string> Names => s_encoders.Keys;

    /// <summary>Returns the delay of a sound after its recording, in seconds.</summary>
    public static double Late(string coding) => s_encoders[coding].Late;

    /// <summary>The sound after it was encoded, and decoded as workers do.</summary>
    public static async Task<PlayedSound> ThereAndBackAsync(short[] samples, string coding, CancellationToken cancellationToken)
    {
        var (encoder, extension, late) = s_encoders[coding];
        using var folder = new TemporaryFolder();
        var (wave, coded) = (folder.File("sound.wav"), folder.File($"coded.{extension}"));
        await WaveFile.WriteAsync(wave, samples, cancellationToken);
        var delay = late.ToString(CultureInfo.InvariantCulture);
        string[] picture = late == 0 ? [] : ["-f", "lavfi", "-i", string.Create(CultureInfo.InvariantCulture, $"testsrc=size=64x48:rate=5:duration={samples.Seconds() + late}")];
        string[] both = late == 0 ? [] : ["-map", "0:v", "-map", "1:a", "-c:v", "mpeg4", "-pix_fmt", "yuv420p"];
        await Tool.RunAsync("ffmpeg", ["-nostdin", "-v", "error", .. picture, "-itsoffset", delay, "-i", wave, .. both, "-c:a", encoder, "-b:a", "48k", coded], cancellationToken);
        return await PlayedSound.OfAsync(coded, cancellationToken);
    }
}

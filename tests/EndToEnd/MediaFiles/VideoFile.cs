using System.Diagnostics;
using Shouldly;

namespace Platform.EndToEnd.MediaFiles;

/// <summary>A moving test picture with a recording as its sound.</summary>
internal static class VideoFile
{
    public static async Task<string> WriteAsync(string path, string sound)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo(
            "ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=10", "-i", sound, "-shortest", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart", path])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var complaints = await ffmpeg.StandardError.ReadToEndAsync();
        await ffmpeg.WaitForExitAsync();
        ffmpeg.ExitCode.ShouldBe(0, complaints);
        return path;
    }
}

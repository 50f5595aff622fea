using System.Globalization;
using Platform.Maintenance.Ages;
using Platform.Maintenance.Cleaning;
using Platform.Maintenance.Measures;

namespace Platform.Maintenance.Commands;

/// <summary>Cleans up, and measures what becomes old.</summary>
internal sealed class UpkeepCommands(CleanUpRun cleanUp, CertificateAges certificates, MetricFiles metrics)
{
    /// <summary>Cleans up, or says what that would free.</summary>
    public async Task CleanUpAsync(bool isLook, CancellationToken cancellationToken)
    {
        var freed = cleanUp.Run(isLook, cancellationToken);
        foreach (var part in freed)
        {
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{part.Kind,-10} {part.Folder}: {(isLook ? "would free" : "freed")} {part.Bytes} bytes of {part.Files} files"));
        }

        if (!isLook)
        {
            await metrics.WriteAsync(
                "clean-up",
                freed.GroupBy(part => part.Kind).Select(kind => new MetricSample("maintenance_clean_up_freed_bytes", kind.Sum(part => part.Bytes), ("kind", kind.Key))),
                cancellationToken);
        }
    }

    /// <summary>Measures until when certificates are valid.</summary>
    public async Task AgesAsync(CancellationToken cancellationToken)
    {
        var ends = certificates.Read();
        foreach (var (file, end) in ends)
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{file} is valid until {end:yyyy-MM-dd HH:mm}Z"));
        }

        await metrics.WriteAsync(
            "ages", ends.Select(entry => new MetricSample("maintenance_certificate_end_timestamp_seconds", entry.End.ToUnixTimeSeconds(), ("file", entry.File))), cancellationToken);
    }
}

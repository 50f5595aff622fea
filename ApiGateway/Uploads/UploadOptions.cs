using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Uploads;

/// <summary>Section <c>Uploads</c>.</summary>
internal sealed class UploadOptions
{
    /// <summary>Largest upload in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>How long an unfinished upload stays after its last byte, and a finished one after it was stored; longer while a job has it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(2);

    /// <summary>How much is stored at a time, in bytes: what a broken connection or a crash can cost at most.</summary>
    [Range(64 * 1024, 1 << 30)]
    public int PartBytes { get; set; } = 16 << 20;

    /// <summary>How many parts an upload may have whatever their size, such as those of connections that broke; one more for each 128 KiB that came.</summary>
    [Range(1, 100_000)]
    public int SmallParts { get; set; } = 1000;

    /// <summary>How many unfinished uploads a user may have.</summary>
    [Range(1, 10_000)]
    public int MaxOpenPerUser { get; set; } = 50;

    /// <summary>How many bytes the uploads of a user may have together, unfinished ones as announced.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytesPerUser { get; set; } = 50L << 30;

    /// <summary>How often what has expired is looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CleanUpPeriod { get; set; } = TimeSpan.FromMinutes(5);
}

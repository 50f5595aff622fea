using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Uploads;

/// <summary>Configures uploads; section <c>Uploads</c>.</summary>
internal sealed class UploadOptions
{
    /// <summary>Gets or sets the maximum size of an upload in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>
    /// Gets or sets how long an unfinished upload is kept after its last byte, and a finished one after it was stored; longer while a job uses it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(2);

    /// <summary>Gets or sets the size of a part in bytes: the most that a broken connection or a crash can lose.</summary>
    [Range(64 * 1024, 1 << 30)]
    public int PartBytes { get; set; } = 16 << 20;

    /// <summary>
    /// Gets or sets how many parts an upload may have regardless of their size, for instance because of broken connections; one more for each 128 KiB
    /// received.
    /// </summary>
    [Range(1, 100_000)]
    public int SmallParts { get; set; } = 1000;

    /// <summary>Gets or sets how many unfinished uploads a user may have.</summary>
    [Range(1, 10_000)]
    public int MaxOpenPerUser { get; set; } = 50;

    /// <summary>Gets or sets the maximum total size of a user's uploads in bytes; unfinished ones count with their announced size.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytesPerUser { get; set; } = 50L << 30;

    /// <summary>Gets or sets the interval between searches for expired uploads.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CleanUpPeriod { get; set; } = TimeSpan.FromMinutes(5);
}

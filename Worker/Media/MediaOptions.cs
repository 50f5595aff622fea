using System.ComponentModel.DataAnnotations;

namespace Platform.Worker.Media;

/// <summary>Configuration section <c>Media</c>.</summary>
internal sealed class MediaOptions
{
    public const string Section = "Media";

    /// <summary>Hosts that may be fetched from although their address is not public: <c>host</c>, <c>host:port</c>, an address, or a network such as <c>10.1.0.0/16</c>.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Largest recording in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>Longest recording in seconds.</summary>
    [Range(1, 7 * 86_400)]
    public double MaxSeconds { get; set; } = 12 * 3600;

    /// <summary>Seconds that a fetch may take as a whole.</summary>
    [Range(1, 86_400)]
    public double FetchSeconds { get; set; } = 3600;

    /// <summary>Seconds without a byte after which a connection counts as broken.</summary>
    [Range(0.1, 600)]
    public double StallSeconds { get; set; } = 30;

    /// <summary>How often a fetch goes on after its connection broke.</summary>
    [Range(0, 20)]
    public int Resumes { get; set; } = 4;

    /// <summary>Redirects that are followed.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 5;

    /// <summary>Program that gets recordings out of pages; empty for none.</summary>
    public string PageTool { get; set; } = "yt-dlp";

    /// <summary>
    /// Whether programs run in network namespaces of their own where the machine makes them. Without, only their own options keep them from
    /// connecting by themselves.
    /// </summary>
    public bool Namespaces { get; set; } = true;

    /// <summary>Folder for files in work; empty for one in the system's temporary folder.</summary>
    public string ScratchFolder { get; set; } = "";
}

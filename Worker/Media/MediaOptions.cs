using System.ComponentModel.DataAnnotations;

namespace Platform.Worker.Media;

/// <summary>Configures how recordings are fetched and read; section <c>Media</c>.</summary>
internal sealed class MediaOptions
{
    public const string Section = "Media";

    /// <summary>
    /// Gets the hosts that may be fetched from although their address is not public: <c>host</c>, <c>host:port</c>, an address, or a network such as
    /// <c>10.1.0.0/16</c>.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Gets or sets the maximum size of a recording in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>Gets or sets the maximum length of a recording in seconds.</summary>
    [Range(1, 7 * 86_400)]
    public double MaxSeconds { get; set; } = 12 * 3600;

    /// <summary>Gets or sets the timeout of a whole download in seconds.</summary>
    [Range(1, 86_400)]
    public double FetchSeconds { get; set; } = 3600;

    /// <summary>Gets or sets the seconds without a byte after which a connection counts as broken.</summary>
    [Range(0.1, 600)]
    public double StallSeconds { get; set; } = 30;

    /// <summary>Gets or sets how many times a download is resumed after its connection broke.</summary>
    [Range(0, 20)]
    public int Resumes { get; set; } = 4;

    /// <summary>Gets or sets the maximum number of redirects.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 5;

    /// <summary>Gets or sets the program that extracts recordings from pages; empty for none.</summary>
    public string PageTool { get; set; } = "yt-dlp";

    /// <summary>
    /// Gets or sets whether programs run in network namespaces of their own, if the machine supports them. Without, only their own options keep them
    /// from opening connections.
    /// </summary>
    public bool Namespaces { get; set; } = true;

    /// <summary>Gets or sets the folder for temporary files; empty for one in the system's temporary folder.</summary>
    public string ScratchFolder { get; set; } = "";
}

namespace Platform.Frontend.Uploads;

/// <summary>A file on its way, as the browser reports it.</summary>
public sealed class UploadItem
{
    /// <summary>Made by the browser, for this page only.</summary>
    public string Key { get; set; } = "";

    /// <summary>File name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Bytes in all.</summary>
    public long Size { get; set; }

    /// <summary>Bytes that have arrived.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes a second; 0 while unknown.</summary>
    public double Speed { get; set; }

    /// <summary><c>waiting</c>, <c>sending</c>, <c>paused</c>, <c>retrying</c>, <c>done</c> or <c>failed</c>.</summary>
    public string State { get; set; } = "waiting";

    /// <summary>HTTP status that it failed with; 0 for none.</summary>
    public int Status { get; set; }

    /// <summary>What ApiGateway said about the failure.</summary>
    public string? Detail { get; set; }

    /// <summary>The upload at ApiGateway, once it began.</summary>
    public Guid? UploadId { get; set; }

    internal bool IsOver => State is "done" or "failed";

    internal double Percent => Size > 0 ? 100.0 * Sent / Size : State == "done" ? 100 : 0;
}

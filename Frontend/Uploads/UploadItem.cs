namespace Platform.Frontend.Uploads;

/// <summary>Represents the upload of a file as the browser reports it.</summary>
public sealed class UploadItem
{
    /// <summary>Gets or sets the key that the browser created for this page.</summary>
    public string Key { get; set; } = "";

    /// <summary>Gets or sets the file name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets the size in bytes.</summary>
    public long Size { get; set; }

    /// <summary>Gets or sets the number of bytes that were sent.</summary>
    public long Sent { get; set; }

    /// <summary>Gets or sets the speed in bytes per second; 0 while unknown.</summary>
    public double Speed { get; set; }

    /// <summary>Gets or sets the state: <c>waiting</c>, <c>sending</c>, <c>paused</c>, <c>retrying</c>, <c>done</c> or <c>failed</c>.</summary>
    public string State { get; set; } = "waiting";

    /// <summary>Gets or sets the HTTP status of a failure; 0 for none.</summary>
    public int Status { get; set; }

    /// <summary>Gets or sets ApiGateway's message about the failure.</summary>
    public string? Detail { get; set; }

    /// <summary>Gets or sets the upload's id at ApiGateway, once it has started.</summary>
    public Guid? UploadId { get; set; }

    internal bool IsOver => State is "done" or "failed";

    internal double Percent => Size > 0 ? 100.0 * Sent / Size : State == "done" ? 100 : 0;
}

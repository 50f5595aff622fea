using System.Diagnostics.Metrics;

namespace Platform.ObjectStorage.Telemetry;

/// <summary>Records the metrics of the meter <c>Platform.ObjectStorage</c>.</summary>
internal sealed class StorageMetrics
{
    public const string MeterName = "Platform.ObjectStorage";

    private static readonly InstrumentAdvice<double> s_seconds = new() { HistogramBucketBoundaries = [.01, .1, .5, 1, 5, 10, 60] };

    private readonly Histogram<double> _upload;
    private readonly Histogram<double> _download;
    private readonly Counter<long> _errors;

    public StorageMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _upload = meter.CreateHistogram("storage.upload.duration", "s", "Time to store an object, from the first byte until it is durable.", tags: null, s_seconds);
        _download = meter.CreateHistogram("storage.download.duration", "s", "Time to read an object, from opening until its content is closed.", tags: null, s_seconds);
        _errors = meter.CreateCounter<long>("storage.errors", "{error}", "Operations that object storage failed.");
        foreach (var operation in (string[])[Upload, Download, Delete])
        {
            _errors.Add(0, new KeyValuePair<string, object?>("operation", operation));
        }
    }

    public const string Upload = "upload";
    public const string Download = "download";
    public const string Delete = "delete";

    public void Uploaded(TimeSpan duration) => _upload.Record(duration.TotalSeconds);

    public void Downloaded(TimeSpan duration) => _download.Record(duration.TotalSeconds);

    public void Failed(string operation) => _errors.Add(1, new KeyValuePair<string, object?>("operation", operation));
}

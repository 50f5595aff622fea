using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Platform.ServiceDefaults.Exposition;

/// <summary>
/// Writes the metrics as one JSON object: counters, gauges and histograms by name. A metric with labels has an entry for each series,
/// <c>name{label="value"}</c>; a counter with labels also has one for its sum. Some have an additional dotted name.
/// </summary>
internal static class MetricsDocument
{
    public static ReadOnlyMemory<byte> Write(string textExposition, DateTimeOffset now)
    {
        var counters = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var gauges = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var histograms = new SortedDictionary<string, HistogramFigures>(StringComparer.Ordinal);
        foreach (var (name, type, samples) in TextExposition.Read(textExposition))
        {
            foreach (var sample in samples)
            {
                switch (type)
                {
                    case "counter":
                        counters[sample.Series(name)] = sample.Value;
                        if (sample.Series(name) != name)
                        {
                            counters[name] = counters.GetValueOrDefault(name) + sample.Value;
                        }

                        break;
                    case "histogram":
                        Add(histograms, sample.Series(name), name, sample);
                        if (sample.Series(name) != name)
                        {
                            Add(histograms, name, name, sample);
                        }

                        break;
                    default:
                        gauges[sample.Series(name)] = sample.Value;
                        break;
                }
            }

            // The first counts the successful requests by status, the second all errors.
            if (name is "http_requests_total" or "http_errors_total")
            {
                foreach (var byStatus in samples.GroupBy(sample => sample.Label("status")!).Where(byStatus => (byStatus.Key[0] < '4') == (name == "http_requests_total")))
                {
                    counters["http.requests." + byStatus.Key] = byStatus.Sum(sample => sample.Value);
                }
            }
        }

        AddOtherNames(counters, gauges, histograms);
        return Write(counters, gauges, histograms, now);
    }

    private static void AddOtherNames(
        SortedDictionary<string, double> counters,
        SortedDictionary<string, double> gauges,
        SortedDictionary<string, HistogramFigures> histograms)
    {
        if (counters.TryGetValue("http_requests_total", out var requests))
        {
            counters["http.requests.total"] = requests;
            counters["requests.processed"] = requests;
        }

        if (histograms.TryGetValue("db_query_duration_seconds", out var queries))
        {
            counters["database.queries.total"] = queries.Count;
        }

        if (gauges.TryGetValue("memory_usage_bytes", out var memory))
        {
            gauges["memory.usage.bytes"] = memory;
        }

        gauges["active.connections"] = gauges.Where(gauge => gauge.Key.StartsWith("active_connections", StringComparison.Ordinal)).Sum(gauge => gauge.Value);
        if (histograms.TryGetValue("http_request_duration_seconds", out var durations))
        {
            histograms["http.request.duration"] = durations;
            histograms["request.duration.ms"] = durations with { Sum = durations.Sum * 1000, Buckets = durations.Buckets.ToDictionary(bucket => bucket.Key * 1000, bucket => bucket.Value) };
        }

        if (histograms.TryGetValue("response_size_bytes", out var sizes))
        {
            histograms["response.size.bytes"] = sizes;
        }
    }

    private static void Add(SortedDictionary<string, HistogramFigures> histograms, string key, string name, in ExposedSample sample)
    {
        if (!histograms.TryGetValue(key, out var figures))
        {
            figures = new HistogramFigures(0, 0, []);
        }

        if (sample.Name.Length == name.Length + "_sum".Length && sample.Name.EndsWith("_sum", StringComparison.Ordinal))
        {
            figures = figures with { Sum = figures.Sum + sample.Value };
        }
        else if (sample.Name.EndsWith("_count", StringComparison.Ordinal))
        {
            figures = figures with { Count = figures.Count + sample.Value };
        }
        else if (sample.Label("le") is { } le and not "+Inf")
        {
            var bound = double.Parse(le, NumberStyles.Float, CultureInfo.InvariantCulture);
            figures.Buckets[bound] = figures.Buckets.GetValueOrDefault(bound) + sample.Value;
        }

        histograms[key] = figures;
    }

    private static ReadOnlyMemory<byte> Write(
        SortedDictionary<string, double> counters,
        SortedDictionary<string, double> gauges,
        SortedDictionary<string, HistogramFigures> histograms,
        DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("timestamp", now);
        WriteNumbers(json, "counters", counters);
        WriteNumbers(json, "gauges", gauges);
        json.WriteStartObject("histograms");
        foreach (var (name, figures) in histograms)
        {
            json.WriteStartObject(name);
            WriteNumber(json, "count", figures.Count);
            WriteNumber(json, "sum", figures.Sum);
            WriteNumber(json, "avg", figures.Count > 0 ? figures.Sum / figures.Count : 0);
            json.WriteStartObject("buckets");
            foreach (var (bound, count) in figures.Buckets.OrderBy(bucket => bucket.Key))
            {
                WriteNumber(json, bound.ToString("R", CultureInfo.InvariantCulture), count);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, SortedDictionary<string, double> numbers)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in numbers)
        {
            WriteNumber(json, key, value);
        }

        json.WriteEndObject();
    }

    // JSON cannot represent infinity or NaN.
    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private sealed record HistogramFigures(double Count, double Sum, Dictionary<double, double> Buckets);
}

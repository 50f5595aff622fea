using System.Diagnostics.Metrics;

namespace Platform.Observability.Exposition;

/// <summary>A service's worth of metrics: histograms, counters and gauges of 3,000 series together.</summary>
internal static class ThreeThousandSeries
{
    /// <summary>100 histograms of 15 buckets with sum and count make 1,700; 900 counters and 400 gauges the rest.</summary>
    public static void Record(Meter meter)
    {
        var bounds = new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10] };
        var histogram = meter.CreateHistogram("request.duration", "s", "Time of a request.", tags: null, bounds);
        var counter = meter.CreateCounter<long>("requests", "{request}", "Requests.");
        var gauge = meter.CreateGauge<double>("depth", null, "Messages that wait.");
        for (var i = 0; i < 900; i++)
        {
            if (i < 100)
            {
                histogram.Record(i / 10.0, new KeyValuePair<string, object?>("endpoint", "/api/v1/things/" + i));
            }

            if (i < 400)
            {
                gauge.Record(i / 3.0, new KeyValuePair<string, object?>("queue", "queue." + i));
            }

            counter.Add(i, new("endpoint", "/api/v1/things/" + i), new("method", "GET"), new("status", "200"));
        }
    }
}

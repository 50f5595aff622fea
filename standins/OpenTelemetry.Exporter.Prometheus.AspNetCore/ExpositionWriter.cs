using System.Globalization;
using System.Text;

namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>Writes families in the text format or in OpenMetrics.</summary>
internal sealed class ExpositionWriter
{
    private const int LargestBytes = 85_000 * 2048;

    // Lone surrogates become U+FFFD.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    private readonly StringBuilder _text = new(64 * 1024);
    private readonly bool _isOpenMetrics;

    private ExpositionWriter(ExpositionFormat format) => _isOpenMetrics = format == ExpositionFormat.OpenMetrics;

    /// <exception cref="InvalidOperationException">The exposition is larger than 166 MiB.</exception>
    public static byte[] Write(string? targetLabels, IEnumerable<MetricFamily> families, ExpositionFormat format)
    {
        var writer = new ExpositionWriter(format);
        writer.WriteTarget(targetLabels);
        foreach (var family in families)
        {
            writer.WriteFamily(family);
            if (writer._text.Length > LargestBytes)
            {
                throw new InvalidOperationException("The metrics are too large to be exposed.");
            }
        }

        if (writer._isOpenMetrics)
        {
            writer._text.Append("# EOF\n");
        }

        return Utf8.GetBytes(writer._text.ToString());
    }

    private void WriteTarget(string? labels)
    {
        if (labels is null)
        {
            return;
        }

        WriteMetadata(_isOpenMetrics ? "target" : "target_info", _isOpenMetrics ? "info" : "gauge", "", "Target metadata");
        WriteName("target_info", labels);
        _text.Append("1\n");
    }

    private void WriteFamily(MetricFamily family)
    {
        switch (family.Type)
        {
            case FamilyType.Counter:
                var total = family.Name + "_total";
                WriteMetadata(_isOpenMetrics ? family.Name : total, "counter", family.Unit, family.Help);
                foreach (var point in family.Points)
                {
                    WriteName(total, point.Labels);
                    WriteValue(point);
                    WriteExemplar(point.Exemplar);
                    _text.Append('\n');
                    WriteCreated(family.Name, point);
                }

                break;
            case FamilyType.Gauge:
                WriteMetadata(family.Name, "gauge", family.Unit, family.Help);
                foreach (var point in family.Points)
                {
                    WriteName(family.Name, point.Labels);
                    WriteValue(point);
                    _text.Append('\n');
                }

                break;
            default:
                WriteMetadata(family.Name, "histogram", family.Unit, family.Help);
                foreach (var point in family.Points)
                {
                    WriteHistogram(family.Name, point);
                }

                break;
        }
    }

    private void WriteHistogram(string name, FamilyPoint point)
    {
        foreach (var bucket in point.Buckets)
        {
            _text.Append(name).Append("_bucket{").Append(point.Labels).Append(point.Labels.Length > 0 ? "," : "").Append("le=\"")
                .Append(_isOpenMetrics ? PrometheusNumber.CanonicalBound(bucket.UpperBound) : PrometheusNumber.Bound(bucket.UpperBound))
                .Append("\"} ").Append(CultureInfo.InvariantCulture, $"{bucket.CumulativeCount}");
            WriteExemplar(bucket.Exemplar);
            _text.Append('\n');
        }

        // OpenMetrics forbids both where values, and so the sum, may be negative.
        if (!_isOpenMetrics || point.Buckets[0].UpperBound >= 0)
        {
            WriteName(name + "_sum", point.Labels);
            _text.Append(PrometheusNumber.Value(point.Value)).Append('\n');
            WriteName(name + "_count", point.Labels);
            _text.Append(CultureInfo.InvariantCulture, $"{point.Count}\n");
        }

        WriteCreated(name, point);
    }

    private void WriteCreated(string name, FamilyPoint point)
    {
        if (_isOpenMetrics && point.Created is { } created)
        {
            WriteName(name + "_created", point.Labels);
            _text.Append(CultureInfo.InvariantCulture, $"{Seconds(created):0.000}\n");
        }
    }

    private static decimal Seconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / 1000m;

    private void WriteMetadata(string name, string type, string unit, string help)
    {
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        if (_isOpenMetrics && unit.Length > 0)
        {
            _text.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
        }

        if (help.Length == 0)
        {
            return;
        }

        _text.Append("# HELP ").Append(name).Append(' ');
        foreach (var c in help)
        {
            _ = c switch
            {
                '\\' => _text.Append(@"\\"),
                '\n' => _text.Append(@"\n"),
                '"' when _isOpenMetrics => _text.Append("\\\""),
                _ => _text.Append(c),
            };
        }

        _text.Append('\n');
    }

    private void WriteName(string name, string labels)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ');
    }

    private void WriteValue(FamilyPoint point) => _ = point.Integer is { } integer
        ? _text.Append(CultureInfo.InvariantCulture, $"{integer}")
        : _text.Append(PrometheusNumber.Value(point.Value));

    private void WriteExemplar(PointExemplar? exemplar)
    {
        if (!_isOpenMetrics || exemplar is null)
        {
            return;
        }

        _text.Append(" # {").Append(exemplar.Labels).Append("} ").Append(PrometheusNumber.Value(exemplar.Value))
            .Append(CultureInfo.InvariantCulture, $" {Seconds(exemplar.Timestamp):0.000}");
    }
}

using FsCheck;
using FsCheck.Fluent;
using OpenTelemetry.Metrics;
using Shouldly;
using Xunit;

namespace Platform.Observability.Exposition;

public sealed class FuzzTests
{
    private static readonly string[] Units = ["", "s", "By", "1", "%", "{job}", "m/s", "{x}/s", "odd unit", "total", "_", "é"];

    [Fact]
    public void Case_48_Whatever_is_measured_both_formats_are_valid_and_say_the_same()
    {
        var name = Gen.Elements("a", "b_total", "c.d", "c_d", "e", "e_sum", "e_bucket", "f_seconds", "1g", "h__i", "target", "x/y", "z-");
        var text = ArbMap.Default.GeneratorFor<string>();
        var number = ArbMap.Default.GeneratorFor<double>();
        var tag =
            from key in Gen.Elements("k", "k.1", "k_1", "le", "service", "otel_scope_name", "", "é", "1")
            from value in Gen.OneOf(text.Select(value => (object?)value), number.Select(value => (object?)value), Gen.Constant((object?)null))
            select new KeyValuePair<string, object?>(key, value);
        var measurement =
            from kind in Gen.Choose(0, 4)
            from instrument in name
            from unit in Gen.Elements(Units)
            from tags in tag.ArrayOf(3)
            from value in number
            select (Kind: kind, Instrument: instrument, Unit: unit, Tags: tags, Value: value);
        var property = Prop.ForAll(measurement.ArrayOf(12).ToArbitrary(), measurements =>
        {
            using var exposed = new Exposed(
                builder => builder.SetExemplarFilter(ExemplarFilterType.AlwaysOn),
                options => options.ResourceConstantLabels = key => key == "service");
            foreach (var (kind, instrument, unit, tags, value) in measurements)
            {
                Record(exposed, kind, instrument, unit, tags, value);
            }

            var snapshot = exposed.Exporter.TakeSnapshot();
            var openMetrics = OpenMetricsParser.Parse(snapshot.In(OpenTelemetry.Exporter.Prometheus.ExpositionFormat.OpenMetrics).ToArray());
            var (_, textSamples) = TextFormatParser.Parse(snapshot.In(OpenTelemetry.Exporter.Prometheus.ExpositionFormat.Text).ToArray());
            openMetrics.SelectMany(family => family.Samples).Select(sample => (sample.Key, sample.Value))
                .ShouldBe(textSamples.Select(sample => (sample.Key, sample.Value)));
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private static void Record(Exposed exposed, int kind, string name, string unit, KeyValuePair<string, object?>[] tags, double value)
    {
        switch (kind)
        {
            case 0:
                exposed.Meter.CreateCounter<double>(name, unit).Add(double.IsFinite(value) ? Math.Abs(value) : 1, tags);
                break;
            case 1:
                exposed.Meter.CreateUpDownCounter<long>(name, unit).Add((long)Math.Clamp(double.IsNaN(value) ? 0 : value, -1e15, 1e15), tags);
                break;
            case 2:
                exposed.Meter.CreateHistogram<double>(name, unit).Record(value, tags);
                break;
            default:
                exposed.Meter.CreateGauge<double>(name, unit, "Help \"me\"\n\\").Record(value, tags);
                break;
        }
    }
}

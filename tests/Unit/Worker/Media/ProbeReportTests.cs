using Platform.Worker.Media;
using Platform.Worker.Processes;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Media;

public sealed class ProbeReportTests
{
    [Fact]
    public void Only_the_end_of_a_long_value_is_removed_from_a_report()
    {
        var report = new ProbeReport();
        foreach (var line in (string[])
            [
                "streams.stream.0.index=0", "streams.stream.0.codec_type=\"audio\"", "streams.stream.0.channels=2", "streams.stream.0.sample_rate=\"48000\"",
                "streams.stream.0.start_time=\"-0.007000\"", "streams.stream.0.duration=\"N/A\"", "streams.stream.0.tags.title=\"a \\\"b\\\"\\nc\\\\ and so on",
                "streams.stream.0.tags.DURATION=\"01:00:08.500000000\"", "streams.stream.0.disposition.default=1", "format.format_name=\"matroska,webm\"", "format.probe_score=100",
            ])
        {
            report.Add(line);
        }

        report.FormatName.ShouldBe("matroska,webm");
        report.ProbeScore.ShouldBe(100);
        var stream = report.Streams.ShouldHaveSingleItem();
        (stream.Type, stream.Channels, stream.SampleRate, stream.Start, stream.Duration, stream.IsDefault).ShouldBe(("audio", 2, 48_000, -0.007, 3608.5, true));
        stream.Title.ShouldBe("a \"b\" c\\ and so on");
    }

    [Fact]
    public void Long_values_in_a_report_are_truncated()
    {
        var report = new ProbeReport();
        report.Add("streams.stream.0.index=0");
        report.Add($"streams.stream.0.tags.title=\"{new string('x', BoundedLines.MaxChars)}");
        report.Streams.ShouldHaveSingleItem().Title!.Length.ShouldBeLessThanOrEqualTo(1024);
    }
}

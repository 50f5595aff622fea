extern alias ApiGateway;

using System.Diagnostics;
using ApiGateway::Platform.ApiGateway.Submission;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Submission;

public sealed class SubmissionTelemetryTests
{
    [Fact]
    public void An_unrecorded_span_allocates_nothing()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Platform.ApiGateway",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        request.IsAllDataRequested = false;
        SubmissionTelemetry.Start("warm-up").ShouldBeNull();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            SubmissionTelemetry.Start("create_job")?.Dispose();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        request.IsAllDataRequested = true;
        using var span = SubmissionTelemetry.Start("create_job");
        span.ShouldNotBeNull().Parent.ShouldBe(request);
    }

    [Theory]
    [InlineData("https://media.example.org:8443/talks/1.mp4?token=x&a=b#t=3", "https://media.example.org:8443/talks/1.mp4")]
    [InlineData("http://user:secret@example.org/a%20b", "http://example.org/a%20b")]
    [InlineData("not an address", null)]
    [InlineData(null, null)]
    public void Addresses_on_spans_have_no_user_query_or_fragment(string? url, string? shown) => SubmissionTelemetry.PlainUrl(url).ShouldBe(shown);
}

using OpenTelemetry.Exporter.Prometheus;
using Shouldly;
using Xunit;

namespace Platform.Observability.Exposition;

public sealed class NegotiationTests
{
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    [Theory]
    [InlineData("", Text)]
    [InlineData("*/*", Text)]
    [InlineData("text/plain", Text)]
    [InlineData("text/plain;version=0.0.4", Text)]
    [InlineData("TEXT/Plain; Version=\"0.0.4\"", Text)]
    [InlineData("application/openmetrics-text", OpenMetrics)]
    [InlineData("Application/OpenMetrics-Text; version=\"1.0.0\"", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=0.0.1", "application/openmetrics-text; version=0.0.1; charset=utf-8")]
    [InlineData("application/openmetrics-text;version=2.0.0", Text)]
    [InlineData("application/openmetrics-text;version=9,application/openmetrics-text;version=1.0.0;q=0.1", OpenMetrics)]
    [InlineData("text/plain;q=0.5,application/openmetrics-text;q=0.5", Text)]
    [InlineData("application/openmetrics-text;q=0.5,text/plain;q=0.5", OpenMetrics)]
    [InlineData("application/openmetrics-text;q=0,text/plain;q=0.1", Text)]
    [InlineData("application/openmetrics-text;q=nonsense", Text)]
    [InlineData("application/openmetrics-text;q=1.5", Text)]
    [InlineData("application/json,application/xml", Text)]
    [InlineData("application/vnd.google.protobuf;proto=\"a,b;c\";q=0.9,application/openmetrics-text;q=0.2", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", OpenMetrics + "; escaping=underscores")]
    public void Case_30_The_best_offer_that_can_be_met_is_taken(string accept, string contentType) =>
        ScrapeProtocol.Negotiate(accept).ContentType.ShouldBe(contentType);
}

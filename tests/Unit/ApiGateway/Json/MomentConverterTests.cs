using System.Text;
using Platform.ApiGateway.Json;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Json;

public sealed class MomentConverterTests
{
    [Theory]
    [InlineData("2026-01-31T12:00:00\\u002B02:00", true)]
    [InlineData("2026-01-31T10:00:00\\u005a", true)]
    [InlineData("2026-01-31T12:00:00\\u002B02:00\\u0020", false)]
    [InlineData("2026-01-31T12:00:00\\n", false)]
    public void Escaped_characters_are_decoded(string json, bool isMoment)
    {
        JsonBody.TryParse(Encoding.UTF8.GetBytes($$"""{"kind":"probe","start_at":"{{json}}"}"""), GatewayJson.Default.CreateJobRequest, out var job, out _).ShouldBe(isMoment);
        job?.StartAt.ShouldBe(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));
    }
}

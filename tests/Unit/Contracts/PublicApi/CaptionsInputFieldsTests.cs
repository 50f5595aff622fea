using System.Text.Json;
using Platform.ApiGateway.Json;
using Shouldly;
using Xunit;

namespace Platform.Unit.Contracts.PublicApi;

public sealed class CaptionsInputFieldsTests
{
    [Theory]
    [InlineData("""{"url":"u","speakers":3}""", 3, null)]
    [InlineData("""{"url":"u","speakers":"auto"}""", null, true)]
    [InlineData("""{"url":"u"}""", null, null)]
    public void How_many_speakers_is_one_field_in_json(string json, int? number, bool? detect)
    {
        var input = JsonSerializer.Deserialize(json, GatewayJson.Default.CaptionsInput)!;
        (input.Speakers, input.DetectSpeakers).ShouldBe((number, detect));
        JsonSerializer.Serialize(input, GatewayJson.Default.CaptionsInput).ShouldBe(json);

        // Whoever does not know the fields reads them all the same.
        JsonSerializer.Deserialize(json, Platform.Frontend.Gateway.GatewayClientJson.Default.CaptionsInput).ShouldBe(input);
    }
}

using System.Text;
using Platform.ApiGateway.Json;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Json;

public sealed class FiniteNumberConverterTests
{
    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("1e2147483648")]
    [InlineData("\"1\"")]
    [InlineData("true")]
    public void A_number_that_no_double_holds_is_refused_with_its_field(string number)
    {
        var body = $$"""{"cues":[{"start":0,"end":1,"text":"a","words":[{"text":"a","start":0,"end":{{number}}}]}]}""";
        JsonBody.TryParse(Encoding.UTF8.GetBytes(body), GatewayJson.Default.ReplaceCaptionsRequest, out _, out var problem).ShouldBeFalse();
        problem!.Errors!.Keys.ShouldBe(["cues[0].words[0].end"]);
    }

    [Theory]
    [InlineData("1e308", 1e308)]
    [InlineData("1e-999", 0)]
    [InlineData("0.25", 0.25)]
    public void Any_other_number_is_read(string number, double value)
    {
        var body = $$"""{"cues":[{"start":{{number}},"end":1,"text":"a"}]}""";
        JsonBody.TryParse(Encoding.UTF8.GetBytes(body), GatewayJson.Default.ReplaceCaptionsRequest, out var request, out _).ShouldBeTrue();
        request!.Cues[0].Start.ShouldBe(value);
    }
}

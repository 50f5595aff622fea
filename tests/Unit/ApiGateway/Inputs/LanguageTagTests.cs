using Platform.ApiGateway.Inputs;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Inputs;

public sealed class LanguageTagTests
{
    [Theory]
    [InlineData("en-US", "en-US")]
    [InlineData("EN", "en")]
    [InlineData("eN-uS", "en-US")]
    [InlineData("ZH-hant-tw", "zh-Hant-TW")]
    [InlineData("ES-419", "es-419")]
    [InlineData("DE-CH-1901", "de-CH-1901")]
    [InlineData("EN-GB-OXENDICT", "en-GB-oxendict")]
    [InlineData("EN-A-BB-X-CC", "en-a-bb-x-cc")]
    public void Tags_are_normalised(string tag, string normal)
    {
        LanguageTag.TryNormalise(tag, out var read).ShouldBeTrue();
        read.ShouldBe(normal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("e")]
    [InlineData("en_us")]
    [InlineData("english")]
    [InlineData("e1")]
    [InlineData("en-")]
    [InlineData("en--US")]
    [InlineData("en-toolongsubtag")]
    [InlineData("\uff45n")]
    public void Malformed_tags_are_refused(string tag) => LanguageTag.TryNormalise(tag, out _).ShouldBeFalse();
}

using Microsoft.AspNetCore.Http;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Wording;

public sealed class VisitorLanguageTests
{
    [Theory]
    [InlineData(null, null, "en")]
    [InlineData("", null, "en")]
    [InlineData("en-GB,en;q=0.9", null, "en")]
    [InlineData("pt-BR,pt;q=0.9,en;q=0.8", null, "pt-BR")]
    [InlineData("pt", null, "pt-BR")]
    [InlineData("PT-pt", null, "pt-BR")]
    [InlineData("en;q=0.5,pt;q=0.7", null, "pt-BR")]
    [InlineData("de,fr;q=0.9,pt;q=0.3", null, "pt-BR")]
    [InlineData("pt;q=0,de", null, "en")]
    [InlineData("de", null, "en")]
    [InlineData("*", null, "en")]
    [InlineData("ptx", null, "en")]
    [InlineData("-,;;=,q", null, "en")]
    [InlineData("en", "pt-BR", "pt-BR")]
    [InlineData("pt-BR", "en", "en")]
    [InlineData("pt-BR", "xx", "pt-BR")]
    [InlineData("en", "pt", "en")]
    public void The_visitors_choice_takes_precedence_over_the_browsers_languages(string? asked, string? chosen, string tag)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.AcceptLanguage = asked;
        request.Headers.Cookie = chosen is null ? null : $"{PageLanguage.Cookie}={chosen}";
        VisitorLanguage.Of(request).Tag.ShouldBe(tag);
    }
}

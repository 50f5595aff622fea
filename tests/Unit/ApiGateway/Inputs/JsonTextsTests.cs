using System.Text;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Inputs;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Inputs;

public sealed class JsonTextsTests
{
    private static readonly Config s_many = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Fact]
    public void A_body_with_one_invalid_text_is_refused() =>
        Prop.ForAll(Given.Json.ToArbitrary(), json =>
        {
            var bytes = Encoding.UTF8.GetBytes(json);
            var faulty = Given.TextsOf(bytes)?.Where(text => text.Text is null || TextRule.Fault(text.Text) is not null).ToList();
            var found = JsonTexts.Fault(bytes);
            (found is not null).ShouldBe(faulty is { Count: > 0 }, json);
            if (found is { } fault && faulty![0].Text is not null)
            {
                fault.Field.ShouldStartWith(faulty[0].Path, Case.Sensitive, json);
            }
        }).Check(s_many);

    [Fact]
    public void The_fast_check_misses_nothing_that_the_full_check_finds() =>
        Prop.ForAll(Gen.OneOf(Given.NearlyJson, ArbMap.Default.GeneratorFor<byte[]>()).ToArbitrary(), bytes =>
        {
            if (Utf8.IsValid(bytes) && !JsonTexts.MayBeFaulty(bytes))
            {
                JsonTexts.Walk(bytes).ShouldBeNull();
            }

            (JsonTexts.Fault(bytes) is null).ShouldBe(Utf8.IsValid(bytes) && JsonTexts.Walk(bytes) is null);
        }).Check(s_many);

    [Theory]
    [InlineData("""{"a":"\u0000"}""", "a")]
    [InlineData("""{"a":{"b":["x",{"c":"\ud800"}]}}""", "a.b[1].c")]
    [InlineData("""[1,[2,"\uDC00\uD800"]]""", "[1][1]")]
    [InlineData("""{"messages":[{"content":1},{"headers":{"x":"\u0000"}}]}""", "messages[1].headers.x")]
    [InlineData("""{"a":{"\u0000":1}}""", "a.\\u0000")]
    [InlineData("""{"\u00e9":"\ud83d"}""", "\u00e9")]
    [InlineData("\"\\ud83d\\n\\ude00\"", "$")]
    [InlineData("""{"a":"\ud83dx"}""", "a")]
    [InlineData("""{"a":"\\ud83d\ude00"}""", "a")]
    [InlineData("""{"a":"\ud83d\ude00"}""", null)]
    [InlineData("""{"a":"\\u0000"}""", null)]
    [InlineData("""{"a":"\\\\ud800"}""", null)]
    [InlineData("""{"a":"\u00000"}""", "a")]
    [InlineData("""{"a":"\ufffe\uffff\u202e"}""", null)]
    [InlineData("""{"a":"\ud800""", null)]
    public void Faults_are_reported_with_their_path(string json, string? path) => JsonTexts.Fault(Encoding.UTF8.GetBytes(json))?.Field.ShouldBe(path);

    [Fact]
    public void A_body_with_invalid_UTF_8_is_refused() => JsonTexts.Fault([.. "{\"a\":\""u8, 0xff, .. "\"}"u8])!.Value.Field.ShouldBe("$");

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1_000_000)]
    public void Any_depth_can_be_checked(int depth) =>
        JsonTexts.Fault(Encoding.UTF8.GetBytes(new string('[', depth) + "\"\\u0000\"" + new string(']', depth))).HasValue.ShouldBe(depth <= 64);
}

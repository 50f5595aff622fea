using System.Reflection;
using System.Text.RegularExpressions;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Wording;

public sealed partial class RuleWordsTests
{
    public static TheoryData<string> Rules =>
        [.. typeof(FieldRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (string)constant.GetRawConstantValue()!).Where(rule => rule != FieldRules.Other)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_of_the_API_is_explained_in_each_language_with_its_numbers_and_values(string name)
    {
        var rule = new FieldRule(name, 2, 31_000, ["ada", "grace"]);
        List<string> said = [];
        foreach (var language in PageLanguage.All)
        {
            using var speaking = new InLanguage(language.Tag);
            var text = RuleWords.Of(rule).ShouldNotBeNull($"{name} has no words");
            Gap().IsMatch(text).ShouldBeFalse(text);
            said.Add(text);
        }

        said.Distinct(StringComparer.Ordinal).Count().ShouldBe(PageLanguage.All.Count, name);
    }

    [Theory]
    [InlineData("en", "A number from 1 to 25,000.")]
    [InlineData("pt-BR", "Um número de 1 a 25.000.")]
    public void Numbers_are_written_as_the_language_writes_them(string tag, string text)
    {
        using var speaking = new InLanguage(tag);
        RuleWords.Of(new(FieldRules.Number, 1, 25_000)).ShouldBe(text);
    }

    [Theory]
    [InlineData(FieldRules.Other)]
    [InlineData("from_a_later_version")]
    [InlineData(FieldRules.Number)]
    [InlineData(null)]
    public void A_rule_that_is_not_known_or_lacks_its_numbers_has_no_words(string? name) => RuleWords.Of(name is null ? null : new(name)).ShouldBeNull();

    [GeneratedRegex(@"\{\d+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gap();
}

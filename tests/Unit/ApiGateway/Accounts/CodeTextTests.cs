using Platform.ApiGateway.Accounts;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Accounts;

public sealed class CodeTextTests
{
    [Fact]
    public void Codes_are_read_in_any_spelling()
    {
        CodeText.Hash("7Q2MK-0XW1D").ShouldBe(CodeText.Hash(" 7q2mko xwld "));
        CodeText.Hash("7Q2MK-0XW1D").ShouldNotBe(CodeText.Hash("7Q2MK-0XW1E"));
        var codes = Enumerable.Range(0, 200).Select(_ => CodeText.New()).ToList();
        codes.ShouldBeUnique();
        codes.ShouldAllBe(code => code.Length == 11 && code[5] == '-' && !code.Any(c => "ILOU".Contains(c, StringComparison.Ordinal) || char.IsLower(c)));
    }
}

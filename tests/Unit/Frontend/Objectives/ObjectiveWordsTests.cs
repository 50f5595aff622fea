using Platform.Contracts.PublicApi;
using Platform.Frontend.Charts;
using Platform.Frontend.Objectives;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Objectives;

public sealed class ObjectiveWordsTests
{
    [Theory]
    [InlineData("ok", false)]
    [InlineData("low", true)]
    [InlineData("burning", true)]
    [InlineData("spent", true)]
    [InlineData("no_data", true)]
    public void Each_state_has_a_word_and_says_what_to_do(string state, bool hasAdvice)
    {
        ObjectiveWords.StateOf(state).ShouldNotBeNullOrWhiteSpace();
        (ObjectiveWords.AdviceOf(state) is not null).ShouldBe(hasAdvice);
    }

    [Fact]
    public void A_spent_budget_advises_a_freeze() => ObjectiveWords.AdviceOf("spent").ShouldBe(Words.BudgetAdviceSpent);

    [Fact]
    public void An_objective_without_a_title_is_called_by_its_name()
    {
        var titled = new ObjectiveResponse("mail", "api-gateway", new Dictionary<string, string> { ["en"] = "Mails arrive" }, 0.9, "ok", 1, 0, 1, 0, 0, 1, 1);

        ObjectiveWords.TitleOf(titled).ShouldBe("Mails arrive");
        ObjectiveWords.TitleOf(titled with { Titles = new Dictionary<string, string>() }).ShouldBe("mail");
    }

    [Fact]
    public void What_is_not_known_is_a_dash()
    {
        ObjectiveWords.Share(null).ShouldBe("–");
        ObjectiveWords.Share(-0.5).ShouldBe("-50" + Units.PercentSign);
        ObjectiveWords.Number(null).ShouldBe("–");
    }
}

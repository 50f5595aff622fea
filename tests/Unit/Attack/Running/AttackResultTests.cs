using Platform.Attack.Running;
using Shouldly;
using Xunit;

namespace Platform.Unit.Attack.Running;

/// <summary>An attack that reaches nothing, or that somebody noticed, is told of.</summary>
public sealed class AttackResultTests
{
    private static readonly AttackKind s_kind = new("a kind", 1, 1, static (_, _, _) => Task.CompletedTask, 401, 429);

    [Fact]
    public void Expected_refusals_with_an_unaffected_other_user_pass()
    {
        var tally = Sent(429);
        tally.Answer(0);
        ResultOf(tally).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_kind_that_sends_nothing_is_reported() => ResultOf(new KindTally()).Faults[0].ShouldBe("a kind: nothing was sent");

    [Fact]
    public void A_kind_that_never_gets_the_expected_answer_is_reported() =>
        ResultOf(Sent(200)).Faults.ShouldHaveSingleItem().ShouldBe("a kind: none of 401, 429 was answered, but 200×1");

    [Fact]
    public void Faults_of_the_platform_are_reported()
    {
        var tally = Sent(429);
        tally.Answer(500);
        ResultOf(tally).Faults.ShouldHaveSingleItem().ShouldBe("a kind: 500 was answered, 1 times");
    }

    [Fact]
    public void One_error_of_the_other_user_is_reported_with_its_text()
    {
        var phase = new OtherUser.Phase();
        phase.Add("submit", 503, 12, right: false);
        phase.Fail("submit: 503 away");
        var result = ResultOf(Sent(429), phase);
        result.Faults.ShouldHaveSingleItem().ShouldBe("during the attack: submit: 503 away");
        result.ToString().ShouldContain("503×1");
    }

    private static KindTally Sent(int status)
    {
        var tally = new KindTally();
        tally.Send();
        tally.Answer(status);
        return tally;
    }

    private static AttackResult ResultOf(KindTally tally, OtherUser.Phase? phase = null) =>
        new([(s_kind, tally)], new OtherUser.Phase(), phase ?? new OtherUser.Phase(), new OtherUser.Phase(), 1, new KindTally(), null);
}

using Platform.Contracts.Jobs;
using Platform.Frontend.Jobs;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

public sealed class JobFailuresTests
{
    public static TheoryData<string> Languages => [.. PageLanguage.All.Select(language => language.Tag)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_failure_code_has_a_text(string tag)
    {
        using var speaking = new InLanguage(tag);
        foreach (var failure in FailureCodes.All)
        {
            var error = new JobError(failure.Code, "What the API says.", Retryable: false);
            JobFailures.ReasonOf(error).Own.ShouldNotBeNullOrWhiteSpace(failure.Code);
            JobFailures.DetailOf(error).ShouldBe("What the API says.");
        }

        JobFailures.ReasonOf(new("never_heard_of", "What the API says.", Retryable: false)).ShouldBe(new PageText(null, "What the API says."));
        JobFailures.DetailOf(new("never_heard_of", "What the API says.", Retryable: false)).ShouldBeNull();
    }

    [Fact]
    public void Advice_depends_on_the_error_and_exists_for_unknown_ones()
    {
        JobFailures.AdviceOf(new("no_speech", "", false)).ShouldBe(Words.AdviceSilent);
        JobFailures.AdviceOf(new("never_heard_of", "", Retryable: true)).ShouldBe(Words.AdviceRetry);
        JobFailures.AdviceOf(new("never_heard_of", "", Retryable: false)).ShouldBe(Words.AdviceOther);
    }
}

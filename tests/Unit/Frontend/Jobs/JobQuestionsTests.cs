using Platform.Contracts.Jobs;
using Platform.Frontend.Jobs;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

public sealed class JobQuestionsTests
{
    [Fact]
    public void A_partially_refused_bulk_retry_shows_how_many_were_refused_and_why()
    {
        var some = new ActOnJobsResult(10, 4, "next", 6, new BulkRefusal("backlog_full", "Too many of your own jobs wait.", 3));
        JobQuestions.Refused(some).ShouldBe(new PageText($"Queued 4 jobs again. There was no room for 6 others. {Words.BacklogFull}"));
        JobQuestions.Refused(some with { Refusal = new BulkRefusal("never_heard_of", "Not now.", 3) })
            .ShouldBe(new PageText("Queued 4 jobs again. There was no room for 6 others.", "Not now."));
        JobQuestions.Refused(new ActOnJobsResult(10, 4)).ShouldBeNull();
    }
}

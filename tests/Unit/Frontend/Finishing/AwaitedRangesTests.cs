using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Finishing;
using Platform.Frontend.Gateway;
using Platform.Frontend.Jobs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Finishing;

public sealed class AwaitedRangesTests
{
    private static readonly Guid s_job = Guid.Parse("01a1fd00-8988-7c2f-8b6b-678ed2adb173");
    private static readonly RecognisedRange s_range = new(s_job, new CaptionRange(1, 2));
    private readonly AwaitedRanges _awaited = new();

    [Fact]
    public void A_job_is_awaited_until_it_has_ended_and_told_once()
    {
        _awaited.End(s_job, JobState.Succeeded).ShouldBeNull();
        _awaited.Begin(s_range);
        _awaited.End(s_job, JobState.Running).ShouldBeNull();
        _awaited.End(Guid.Empty, JobState.Succeeded).ShouldBeNull();
        _awaited.End(s_job, JobState.Failed).ShouldBe(s_range);
        _awaited.End(s_job, JobState.Failed).ShouldBeNull();
    }

    [Fact]
    public void Several_are_awaited_at_a_time()
    {
        var another = new RecognisedRange(Guid.Parse("01a1fd00-8988-7c2f-8b6b-678ed2adb174"), new CaptionRange(5, 6));
        _awaited.Begin(s_range);
        _awaited.Begin(another);
        _awaited.End(s_job, JobState.Succeeded).ShouldBe(s_range);
        _awaited.End(another.Job, JobState.Succeeded).ShouldBe(another);
    }

    [Fact]
    public async Task A_change_that_was_missed_is_found_and_a_job_that_is_gone_has_failed()
    {
        await using var page = new PageContext();
        var jobs = page.Services.GetRequiredService<JobsApi>();
        (await _awaited.FindAsync(jobs, CancellationToken.None)).ShouldBeEmpty();
        _awaited.Begin(s_range);
        page.Gateway.Says($"/api/v1/jobs/{s_job}", LoadingPart.JobIn("succeeded", LoadingPart.Result));
        (await _awaited.FindAsync(jobs, CancellationToken.None)).ShouldBe([(s_job, JobState.Succeeded)]);
        page.Gateway.Says($"/api/v1/jobs/{s_job}", HttpStatusCode.NotFound, """{"code":"not_found"}""");
        (await _awaited.FindAsync(jobs, CancellationToken.None)).ShouldBe([(s_job, JobState.Failed)]);
    }
}

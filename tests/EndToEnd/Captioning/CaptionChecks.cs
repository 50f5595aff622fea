using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Shouldly;

namespace Platform.EndToEnd.Captioning;

/// <summary>Checks the rules that apply to all captions, whatever their text is.</summary>
internal static class CaptionChecks
{
    /// <summary>Cues follow each other within the recording, and there is each of the usual formats.</summary>
    public static async Task ShouldBeGoodAsync(ApiUser user, JobResponse job)
    {
        var document = await ApiUser.ReadAsync<CaptionDocument>(await user.Http.GetAsync($"/api/v1/jobs/{job.Id}/captions?format=json"));
        document.Cues.ShouldNotBeEmpty();
        var end = 0.0;
        foreach (var cue in document.Cues)
        {
            cue.Start.ShouldBeGreaterThanOrEqualTo(end);
            cue.End.ShouldBeGreaterThan(cue.Start);
            end = cue.End;
        }

        end.ShouldBeLessThanOrEqualTo(document.DurationSeconds + 0.001);
        (await user.Http.GetStringAsync($"/api/v1/jobs/{job.Id}/captions?format=vtt")).ShouldStartWith("WEBVTT");
        (await user.Http.GetStringAsync($"/api/v1/jobs/{job.Id}/captions?format=srt")).ShouldStartWith("1\r\n");
        (await user.Http.GetStringAsync($"/api/v1/jobs/{job.Id}/captions?format=txt")).ShouldNotBeNullOrWhiteSpace();
    }
}

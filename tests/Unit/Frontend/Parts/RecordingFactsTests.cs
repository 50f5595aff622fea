using System.Text.Json;
using Bunit;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Parts;

public sealed class RecordingFactsTests
{
    private static readonly Guid s_job = Guid.Parse("01a1fd00-8988-7c2f-8b6b-678ed2adb173");

    [Fact]
    public async Task The_page_says_what_is_missing_of_a_recording_and_which_track_was_heard()
    {
        await using var page = Page();
        var shown = Show(page, Stored() with
        {
            Track = 1,
            Tracks = [new SoundTrack(0, "ger", null, 2, true), new SoundTrack(1, "eng", "Director", 1, false)],
            Incomplete = new IncompleteRecording(751, 3600, "ends at 12:31 of 60:00"),
        });
        shown.Find("[data-incomplete]").TextContent.ShouldContain("ends at 12:31 of 60:00");
        var tracks = shown.FindAll("[data-tracks] dd");
        tracks.Count.ShouldBe(2);
        tracks[0].TextContent.ShouldContain("ger");
        tracks[0].QuerySelector(".badge").ShouldBeNull();
        tracks[1].TextContent.ShouldContain("Director");
        tracks[1].QuerySelector(".badge").ShouldNotBeNull();
    }

    [Fact]
    public async Task Results_of_before_there_were_tracks_are_shown_as_ever()
    {
        await using var page = Page();
        var shown = Show(page, Stored());
        shown.FindAll("[data-incomplete], [data-tracks]").ShouldBeEmpty();
        shown.Find("dl.facts").ShouldNotBeNull();
    }

    private static CaptionsResult Stored() => JsonSerializer.Deserialize(LoadingPart.Result, GatewayJson.Default.CaptionsResult)!;

    private static PageContext Page()
    {
        var page = new PageContext();
        page.Gateway.Says($"/api/v1/jobs/{s_job}/captions", """{"language":"en","duration_seconds":9,"revision":0,"cues":[]}""");
        return page;
    }

    private static IRenderedComponent<CaptionWorkspace> Show(PageContext page, CaptionsResult result) => page.Render<CaptionWorkspace>(p => p
        .Add(captions => captions.JobId, s_job).Add(captions => captions.Title, "Talk").Add(captions => captions.Result, result));
}

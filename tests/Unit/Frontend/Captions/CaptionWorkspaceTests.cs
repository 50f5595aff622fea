using System.Text.Json;
using Bunit;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Captions;

public sealed class CaptionWorkspaceTests
{
    private static readonly Guid s_job = Guid.Parse("01a1fd00-8988-7c2f-8b6b-678ed2adb173");

    [Fact]
    public async Task The_page_shows_what_is_missing_of_a_recording_and_which_track_was_used()
    {
        await using var page = Page();
        var shown = Show(page, Stored() with
        {
            Track = 1,
            Tracks = [new SoundTrack(0, "ger", null, 2, true), new SoundTrack(1, "eng", "Director", 1, false)],
            Incomplete = new IncompleteRecording(751, 3600, "ends at 12:31 of 60:00"),
        });
        shown.Find("[data-incomplete]").TextContent.ShouldContain("ends at 12:31.0 of 1:00:00.0");
        var tracks = shown.FindAll("[data-tracks] dd");
        tracks.Count.ShouldBe(2);
        tracks[0].TextContent.ShouldContain("ger");
        tracks[0].QuerySelector(".badge").ShouldBeNull();
        tracks[1].TextContent.ShouldContain("Director");
        tracks[1].QuerySelector(".badge").ShouldNotBeNull();
    }

    [Fact]
    public async Task The_page_shows_language_confidence_speakers_and_use_of_the_fallback_engine()
    {
        await using var page = Page();
        var shown = Show(page, Stored() with { Language = "pt", LanguageProbability = 0.97, Fallback = true, Speakers = 2 });
        shown.Find("[data-language]").TextContent.ShouldContain("Português");
        shown.Find("[data-language]").TextContent.ShouldContain(0.97.ToString("P0", System.Globalization.CultureInfo.CurrentCulture));
        shown.Find("[data-speakers] dd").TextContent.ShouldBe("2");
        shown.Find("[data-recogniser] .badge").TextContent.ShouldBe(Words.FallbackEngine);
        shown.Find("[data-fallback]").ShouldNotBeNull();

        var plain = Show(page, Stored());
        plain.FindAll("[data-fallback], [data-speakers], [data-recogniser] .badge, [data-speakers-missed], [data-language-unsure]").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_says_that_a_language_is_a_guess_and_that_speakers_could_not_be_distinguished()
    {
        await using var page = Page();
        var shown = Show(page, Stored() with { Language = "cy", LanguageProbability = 0.15, SpeakersMissed = true });
        var percent = 0.15.ToString("P0", System.Globalization.CultureInfo.CurrentCulture);
        shown.Find("[data-language]").TextContent.ShouldContain(Phrase.Format(Words.LanguageUnsure, percent));
        shown.Find("[data-language]").TextContent.ShouldNotContain(Phrase.Format(Words.LanguageSure, percent));
        shown.Find("[data-language-unsure]").TextContent.ShouldContain("guess");
        shown.Find("[data-speakers-missed]").TextContent.Trim().ShouldBe(Words.SpeakersMissed);

        // From a half on it is likelier than all others together.
        Show(page, Stored() with { Language = "cy", LanguageProbability = 0.5 }).FindAll("[data-language-unsure]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Speakers_are_named_at_their_first_line_and_dashes_mark_changes()
    {
        await using var page = new PageContext();
        page.Gateway.Says($"/api/v1/jobs/{s_job}/captions", """
            {"language":"en","duration_seconds":9,"revision":0,"speakers":["Ada"],"cues":[
              {"index":1,"start":0,"end":1,"text":"Hello there.","words":[{"text":"Hello","start":0,"end":0.5,"speaker":1},{"text":"there.","start":0.5,"end":1,"speaker":1}]},
              {"index":2,"start":1,"end":2,"text":"And so\non. Really?","words":[{"text":"And","start":1,"end":1.2,"speaker":1},{"text":"so","start":1.2,"end":1.4,"speaker":1},{"text":"on.","start":1.4,"end":1.6,"speaker":1},{"text":"Really?","start":1.6,"end":2,"speaker":2}]},
              {"index":3,"start":2,"end":3,"text":"Yes.","words":[{"text":"Yes.","start":2,"end":3,"speaker":2}]},
              {"index":4,"start":3,"end":4,"text":"Good.","words":[{"text":"Good.","start":3,"end":4,"speaker":1}]}]}
            """);
        var shown = Show(page, Stored());
        await shown.WaitForAssertionAsync(() => shown.FindAll(".cue").Count.ShouldBe(4));
        shown.FindAll(".cue").Select(cue => cue.QuerySelector(".cue-speaker")?.TextContent.Trim()).ShouldBe(["Ada", null, null, "Ada"]);
        shown.FindAll("[data-speaker-names] input").Select(name => name.GetAttribute("value")).ShouldBe(["Ada", ""]);
        shown.FindAll(".cue-text").Select(text => text.TextContent).ShouldBe(["Hello there.", "– And so on.\n– Really?", "Yes.", "Good."]);
    }

    [Fact]
    public async Task Every_format_can_be_downloaded_under_a_name_of_its_own()
    {
        await using var page = Page();
        var links = Show(page, Stored()).FindAll(".downloads a");
        links.Select(link => link.GetAttribute("href")).ShouldBe(CaptionFormat.All.Select(format => $"/captions/{s_job}.{format.Name}?download=true"));
        links.Select(link => link.TextContent.Trim()).ShouldBe(["WebVTT", "SRT", "TTML", "ASS", "SBV", "CSV", Words.CaptionText, Words.CaptionTextWithTimes, "JSON"]);
    }

    [Fact]
    public async Task Results_without_tracks_are_still_shown()
    {
        await using var page = Page();
        var shown = Show(page, Stored());
        shown.FindAll("[data-incomplete], [data-tracks]").ShouldBeEmpty();
        shown.Find("dl.facts").ShouldNotBeNull();
    }

    private static CaptionsResult Stored() => JsonSerializer.Deserialize(LoadingPart.Result, GatewayClientJson.Default.CaptionsResult)!;

    private static PageContext Page()
    {
        var page = new PageContext();
        page.Gateway.Says($"/api/v1/jobs/{s_job}/captions", """{"language":"en","duration_seconds":9,"revision":0,"cues":[]}""");
        return page;
    }

    private static IRenderedComponent<CaptionWorkspace> Show(PageContext page, CaptionsResult result) => page.Render<CaptionWorkspace>(p => p
        .Add(captions => captions.JobId, s_job).Add(captions => captions.Title, "Talk").Add(captions => captions.Result, result));
}

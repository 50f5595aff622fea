using Platform.Worker.Kinds;
using Platform.Worker.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Media;

public sealed class TrackChoiceTests
{
    [Fact]
    public void The_track_is_the_one_of_the_language_else_the_default_else_the_first_with_speech()
    {
        Order([("ger", false), ("eng", false)], "en-US").ShouldBe(("10", 1));
        Order([("ger", true), ("eng", false)], "en-US").ShouldBe(("10", 2));
        Order([("deu", false), ("fre", true)], "en-US").ShouldBe(("10", 1));
        Order([(null, false), (null, false)], "en-US").ShouldBe(("01", 0));
        Order([(null, true), (null, true)], "en-US").ShouldBe(("01", 0));
        Order([("pt-BR", false), ("pt", true)], "pt-PT").ShouldBe(("10", 2));
        Order([("cmn", false), ("zho", false)], "zh").ShouldBe(("10", 1));
    }

    [Fact]
    public void Commentary_tracks_come_last()
    {
        var (tracks, _) = TrackChoice.Order([Tracks.Of(0, "eng", false) with { IsAside = true }, Tracks.Of(1, "eng", false)], "en", wanted: null);
        tracks[0].Index.ShouldBe(1);
    }

    [Fact]
    public void A_requested_track_is_used_or_refused()
    {
        TrackChoice.Order([Tracks.Of(0, "eng", true), Tracks.Of(1, "ger", false)], "en", wanted: 1).Tracks.ShouldHaveSingleItem().Index.ShouldBe(1);
        Should.Throw<JobFailedException>(() => TrackChoice.Order([Tracks.Of(0, "eng", true)], "en", wanted: 1)).Error.Code.ShouldBe("track_not_found");
        Should.Throw<JobFailedException>(() => TrackChoice.Order([Tracks.Of(0, "eng", true) with { SampleRate = 400_000 }], "en", null)).Error.Code.ShouldBe("sound_not_supported");
        Should.Throw<JobFailedException>(() => TrackChoice.Order([Tracks.Of(0, "eng", true) with { SampleRate = 3_999 }], "en", null)).Error.Code.ShouldBe("sound_not_supported");
        TrackChoice.Order([Tracks.Of(0, "eng", true) with { SampleRate = 4_000 }], "en", null).Tracks.Count.ShouldBe(1);
    }

    private static (string Order, int Trusted) Order((string? Language, bool IsDefault)[] tracks, string language)
    {
        var (ordered, trusted) = TrackChoice.Order([.. tracks.Select((t, i) => Tracks.Of(i, t.Language, t.IsDefault))], language, wanted: null);
        return (string.Concat(ordered.Select(t => t.Index)), trusted);
    }
}

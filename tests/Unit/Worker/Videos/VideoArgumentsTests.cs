using Platform.Worker.Media;
using Platform.Worker.Videos;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Videos;

public sealed class VideoArgumentsTests
{
    [Theory]
    [InlineData("h264", "aac", true, true)]
    [InlineData("hevc", "mp3", true, true)]
    [InlineData("vp8", "aac", true, false)]
    [InlineData("h264", "vorbis", true, false)]
    [InlineData("vp8", "vorbis", false, true)]
    [InlineData(null, "pcm_s16le", false, true)]
    [InlineData(null, "pcm_s16le", true, false)]
    public void Streams_are_copied_where_players_of_the_file_know_them(string? picture, string sound, bool isMp4, bool copies)
    {
        var order = Order(picture, isMp4, isBurned: false, sound);
        VideoArguments.CopiesAll(order).ShouldBe(copies);
        var arguments = VideoArguments.Of(order, encodesAll: false);
        arguments.Contains("libx264").ShouldBe(picture == "vp8" && isMp4);
        arguments.Contains("aac").ShouldBe(isMp4 && sound is "vorbis" or "pcm_s16le");
        arguments.Contains("hvc1").ShouldBe(picture == "hevc");

        // The track of Matroska is the captions as they are.
        VideoArguments.Of(order, encodesAll: true).Contains("copy").ShouldBe(!isMp4);
    }

    [Fact]
    public void A_burned_picture_is_encoded_and_has_no_track()
    {
        var order = Order("h264", isMp4: true, isBurned: true, "aac");
        VideoArguments.CopiesAll(order).ShouldBeFalse();
        var arguments = VideoArguments.Of(order, encodesAll: false);
        arguments.ShouldContain("libx264");
        arguments.ShouldNotContain("mov_text");
        arguments.Count(argument => argument == "-i").ShouldBe(1);
        arguments.Single(argument => argument.Contains("subtitles=", StringComparison.Ordinal)).ShouldEndWith(",subtitles=filename=captions.ass");
    }

    [Fact]
    public void Every_input_is_a_file_and_times_count_from_presentation_time_0()
    {
        var order = Order("h264", isMp4: false, isBurned: false, "aac") with { Info = Order("h264", false, false, "aac").Info with { Zero = 1.4 } };
        var arguments = VideoArguments.Of(order, encodesAll: false).ToList();
        arguments.Count(argument => argument == "-protocol_whitelist").ShouldBe(2);
        arguments.ShouldContain("-copyts");
        arguments[arguments.IndexOf("-itsoffset") + 1].ShouldBe("-1.4");
        arguments.Where((_, i) => i > 0 && arguments[i - 1] == "-i").ShouldAllBe(input => input.StartsWith("file:", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_so_many_sounds_are_taken_and_many_channels_are_mixed()
    {
        var sounds = Enumerable.Range(0, 20).Select(i => new TrackInfo(i, i, null, null, 16, false, 48_000, false, false, null, "pcm_s16le")).ToArray();
        var arguments = VideoArguments.Of(Order(null, isMp4: true, isBurned: false, "aac") with { Info = new MediaInfo("audio/wav", 1, false, sounds) }, encodesAll: false);
        arguments.Count(argument => argument == "aac").ShouldBe(VideoArguments.MaxSounds);
        arguments.ShouldContain("-ac:a:7");
    }

    [Theory]
    [InlineData("pt-BR", "por")]
    [InlineData("en", "eng")]
    [InlineData("zh-Hant", "zho")]
    [InlineData("und", "und")]
    [InlineData("x!", "und")]
    public void Languages_have_three_letters(string tag, string code) => VideoArguments.LanguageOf(tag).ShouldBe(code);

    private static VideoOrder Order(string? picture, bool isMp4, bool isBurned, string sound)
    {
        var info = new MediaInfo(
            "video/mp4", 10, picture is not null, [new TrackInfo(0, 1, null, null, 2, true, 48_000, true, false, 10, sound)],
            Picture: picture is null ? null : new PictureInfo(0, picture, 640, 480));
        return new VideoOrder("/work", info, isMp4, isBurned, "en", 10);
    }
}

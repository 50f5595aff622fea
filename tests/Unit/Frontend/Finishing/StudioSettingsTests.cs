using Platform.Frontend.Finishing;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Finishing;

public sealed class StudioSettingsTests
{
    private static readonly Guid s_job = Guid.Parse("01a1fd00-8988-7c2f-8b6b-678ed2adb173");

    [Theory]
    [InlineData(60, 1_000_000, true)]
    [InlineData(900, 50_331_648, true)]
    [InlineData(901, 1_000_000, false)]
    [InlineData(60, 50_331_649, false)]
    public void Only_a_short_and_small_recording_is_decoded_in_the_browser(double seconds, long bytes, bool mayDecode) =>
        StudioSettings.For(s_job, seconds, bytes, "ada", new Dictionary<string, string>()).MayDecode.ShouldBe(mayDecode);

    [Fact]
    public void Drafts_are_kept_for_each_person_and_job()
    {
        static string Key(Guid job, string person) => StudioSettings.For(job, 1, 1, person, new Dictionary<string, string>()).DraftKey;
        string[] keys = [Key(s_job, "ada"), Key(s_job, "bo"), Key(Guid.Empty, "ada")];
        keys.ShouldBeUnique();
        Key(s_job, "ada").ShouldBe(keys[0]);
    }
}

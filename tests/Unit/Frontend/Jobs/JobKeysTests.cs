using System.Globalization;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Platform.Frontend.Jobs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

public sealed class JobKeysTests
{
    [Fact]
    public void A_job_keeps_its_key_until_its_input_changes()
    {
        var keys = new JobKeys(TimeProvider.System);
        var key = keys.Of(Captions("https://example.org/a.mp3", "A"));
        keys.Of(Captions("https://example.org/a.mp3", "A")).ShouldBe(key);
        keys.Of(Captions("https://example.org/a.mp3", "B")).ShouldNotBe(key);
        keys.Of(Captions("https://example.org/b.mp3", "A")).ShouldNotBe(key);
        keys.Of(Captions("https://example.org/a.mp3", "A")).ShouldBe(key);
    }

    [Fact]
    public void Keys_of_the_last_thousand_jobs_are_kept()
    {
        var keys = new JobKeys(TimeProvider.System);
        var first = keys.Of(Captions("https://example.org/a.mp3", "0"));
        var second = keys.Of(Captions("https://example.org/a.mp3", "1"));
        for (var number = 2; number <= 1000; number++)
        {
            keys.Of(Captions("https://example.org/a.mp3", number.ToString(CultureInfo.InvariantCulture)));
        }

        keys.Of(Captions("https://example.org/a.mp3", "1")).ShouldBe(second);
        keys.Of(Captions("https://example.org/a.mp3", "0")).ShouldNotBe(first);
    }

    private static CreateJobRequest Captions(string url, string title) =>
        new(JobKinds.Captions, JobsApi.InputOf(new CaptionsInput(Url: url, Language: "en")), title);
}

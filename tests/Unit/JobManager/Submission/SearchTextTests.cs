using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.JobManager.Submission;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Submission;

public sealed class SearchTextTests
{
    [Fact]
    public void The_search_text_contains_title_source_and_original_job()
    {
        SearchText.Of(null, JsonElement.Parse("{}")).ShouldBeNull();
        SearchText.Of(null, JsonElement.Parse("""{"url":5,"language":"en"}""")).ShouldBeNull();
        SearchText.Of("My Talk", JsonElement.Parse("""{"url":"http://Host/A.mp3"}""")).ShouldBe("my talk\nhttp://host/a.mp3");

        // A job that recognises a recording again is found by the id of the original job.
        SearchText.Of("Talk", JsonElement.Parse("""{"upload_id":"u","recognition_of":"0198C0C0-0000-7000-8000-000000000000"}""")).ShouldBe("talk\n\n0198c0c0-0000-7000-8000-000000000000");

        // So is one that puts the captions of a job into their recording.
        SearchText.Of("Talk", JsonElement.Parse("""{"captions_job_id":"0198C0C0-0000-7000-8000-000000000000"}""")).ShouldBe("talk\n\n0198c0c0-0000-7000-8000-000000000000");
    }

    [Fact]
    public void Normalisation_is_idempotent_and_independent_of_the_form() => Prop.ForAll(TextSamples.Any.ToArbitrary(), text =>
    {
        var key = SearchText.KeyOf(text);
        SearchText.KeyOf(key).ShouldBe(key);
        if (TextSamples.CanBeEncoded(text) && !text.Contains('\uffff', StringComparison.Ordinal))
        {
            SearchText.KeyOf(text.Normalize(NormalizationForm.FormC)).ShouldBe(key);
            SearchText.KeyOf(text.Normalize(NormalizationForm.FormD)).ShouldBe(key);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Texts_that_look_the_same_have_the_same_key()
    {
        SearchText.KeyOf("CAFÉ").ShouldBe("café");
        SearchText.KeyOf("CAFE\u0301").ShouldBe("café");

        // Ångström's sign, and the dotted capital I in both of its forms.
        SearchText.KeyOf("\u212b").ShouldBe("å");
        SearchText.KeyOf("I\u0307").ShouldBe(SearchText.KeyOf("\u0130"));
    }
}

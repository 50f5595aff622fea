using Platform.ApiGateway.Submission;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Submission;

public sealed class SubmissionFingerprintTests
{
    private static readonly DateTimeOffset s_at = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Fingerprints are stored: with another form of them, what is sent again after an update would be refused as something else.</summary>
    [Fact]
    public void The_form_of_which_fingerprints_are_made_does_not_change()
    {
        Of(new CreateJobRequest("probe", StartAt: s_at)).ShouldBe("d40efcd5d898a1076d62b3adc9a8079377bae38298038f6fa1fa343b37c8b13c");

        var request = new CreateJobRequest(
            "captions", null, "A talk", JobPriority.High, ["a", "b"], null, 5, 600, new WebhookRequest("https://example.org/hook", "0123456789abcdef"));
        var input = new CaptionsInput(
            "https://example.org/a.mp4", Language: "en-US", Track: 3, Vocabulary: ["Ada"], Speakers: 2, Style: new CaptionStyle(2));
        SubmissionFingerprint.Of("POST /api/v1/jobs\n"u8, new ValidJob(Guid.CreateVersion7(), request, input, request.Title))
            .ShouldBe("567b52a120174906ef1bf393c9319d2e984bbcf7876f7ca229d57bc7cdd230ff");
    }

    [Fact]
    public void The_fingerprint_is_of_what_was_asked_for_not_of_who_or_when()
    {
        var same = new CreateJobRequest("probe", Priority: JobPriority.Normal, Tags: [], StartAt: s_at.ToOffset(TimeSpan.FromHours(2)));
        Of(same).ShouldBe(Of(new CreateJobRequest("probe", StartAt: s_at)));
        Of(new CreateJobRequest("probe", StartAt: s_at.AddSeconds(1))).ShouldNotBe(Of(same));
    }

    [Fact]
    public void The_fingerprint_depends_on_the_route()
    {
        var job = new ValidJob(Guid.CreateVersion7(), new CreateJobRequest("probe"), null, null);
        SubmissionFingerprint.Of("POST /api/v1/jobs\n"u8, job).ShouldNotBe(SubmissionFingerprint.Of("POST /api/v1/jobs/batch\n"u8, job));
    }

    [Fact]
    public void Caption_settings_of_the_account_do_not_change_the_fingerprint()
    {
        var asked = new CaptionsInput("https://example.org/a", Vocabulary: ["Ada"]);
        var job = new ValidJob(Guid.CreateVersion7(), new CreateJobRequest("captions"), asked, "a");
        var filled = job with { Filled = asked with { Language = "pt-BR", Vocabulary = ["Ada", "Grace"] } };
        SubmissionFingerprint.Of("r"u8, filled).ShouldBe(SubmissionFingerprint.Of("r"u8, job));
        SubmissionFingerprint.Of("r"u8, job with { Input = filled.Filled }).ShouldNotBe(SubmissionFingerprint.Of("r"u8, job));
    }

    [Fact]
    public void The_fingerprint_of_a_recording_with_captions_is_of_what_was_asked_for_not_of_where_it_lies()
    {
        var id = new Guid("0198c0c0-0000-7000-8000-000000000000");
        var asked = new CaptionedVideoInput(id, "mp4", true, new BurnedStyle("large"));
        var job = new ValidJob(Guid.CreateVersion7(), new CreateJobRequest("captioned_video"), asked, "a");
        var filled = job with { Filled = new CaptionedVideoTask(id, "mp4", true, asked.Style, 4, "captions/r4.json", "media/source") };
        SubmissionFingerprint.Of("r"u8, filled).ShouldBe(SubmissionFingerprint.Of("r"u8, job));
        foreach (var other in (CaptionedVideoInput[])[asked with { CaptionsJobId = job.Id }, asked with { Container = null }, asked with { Burn = false }, asked with { Style = null }])
        {
            SubmissionFingerprint.Of("r"u8, job with { Input = other }).ShouldNotBe(SubmissionFingerprint.Of("r"u8, job));
        }
    }

    private static string Of(CreateJobRequest request) =>
        SubmissionFingerprint.Of("POST /api/v1/jobs\n"u8, new ValidJob(Guid.CreateVersion7(), request, null, null));
}

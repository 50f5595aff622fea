using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Submission;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Submission;

public sealed class SubmittedJobsTests
{
    private static readonly Guid s_owner = Guid.Parse("0198c0c0-0000-7000-8000-000000000001");

    [Fact]
    public void A_message_holds_what_was_asked_for()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNull<string>>(),
            ArbMap.Default.ArbFor<NonNull<string>[]>(),
            ArbMap.Default.ArbFor<int?>(),
            (title, tags, attempts) =>
            {
                var request = new CreateJobRequest("captions", null, Scalar(title.Get), JobPriority.High, [.. tags.Select(t => Scalar(t.Get))], null, attempts, attempts, new WebhookRequest("https://example.org/ä\"", "s\\ecret"));
                string[] terms = [.. tags.Select(t => Scalar(t.Get)), "\u00e4\""];
                var input = new CaptionsInput(
                    "https://example.org/\u00e4?\"", null, "en-US", 3, attempts > 0, terms, attempts is > 1 ? 2 : null, attempts is > 1 ? null : true, attempts < 0, new CaptionStyle(2, attempts, 17.5), s_owner);
                var job = Read(new ValidJob(Guid.CreateVersion7(), request, input, request.Title), "key \"1\"");
                job.Title.ShouldBe(request.Title);
                job.Tags.ShouldBe(request.Tags);
                (job.HasMaxAttempts ? job.MaxAttempts : (int?)null).ShouldBe(attempts);
                (job.HasTimeoutSeconds ? job.TimeoutSeconds : (int?)null).ShouldBe(attempts);
                job.Priority.ShouldBe(Priority.High);
                var read = JsonSerializer.Deserialize(job.InputJson.Span, GatewayJson.Default.CaptionsInput)!;
                (read with { Vocabulary = input.Vocabulary }).ShouldBe(input);
                read.Vocabulary.ShouldBe(terms);
                (job.Webhook.Url, job.Webhook.Secret).ShouldBe((request.Webhook!.Url, request.Webhook.Secret));
                job.IdempotencyKey.ShouldBe("key \"1\"");
                job.Fingerprint.Length.ShouldBe(64);
                job.OwnerId.ToGuid().ShouldBe(s_owner);
                job.RequestId.ShouldBe("request");
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Only_a_job_with_a_key_has_a_fingerprint()
    {
        var job = new ValidJob(Guid.CreateVersion7(), new CreateJobRequest("probe"), null, null);
        Read(job, "k").HasFingerprint.ShouldBeTrue();
        var plain = Read(job, null);
        (plain.HasFingerprint, plain.HasIdempotencyKey, plain.HasTitle, plain.InputJson.ToStringUtf8(), plain.Priority).ShouldBe((false, false, false, "{}", Priority.Normal));
    }

    [Fact]
    public void Caption_settings_of_the_account_are_part_of_the_job()
    {
        var asked = new CaptionsInput("https://example.org/a", Vocabulary: ["Ada"]);
        var job = new ValidJob(Guid.CreateVersion7(), new CreateJobRequest("captions"), asked, "a", asked with { Language = "pt-BR", Vocabulary = ["Ada", "Grace"] });
        var input = JsonElement.Parse(Read(job, null).InputJson.Span);
        input.GetProperty("language").GetString().ShouldBe("pt-BR");
        input.GetProperty("vocabulary").GetArrayLength().ShouldBe(2);
    }

    private static string Scalar(string text) => new([.. text.EnumerateRunes().SelectMany(r => r.ToString())]);

    private static SubmittedJob Read(ValidJob job, string? key) => SubmittedJobs.Of(s_owner, job, key, "POST /api/v1/jobs\n"u8, null, "request");
}

using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Submission;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;
using WrittenSubmission = Platform.ApiGateway.Submission.Submission;

namespace Platform.Unit.ApiGateway.Submission;

public sealed class JobWriterTests
{
    private static readonly Guid s_owner = Guid.Parse("0198c0c0-0000-7000-8000-000000000001");

    [Fact]
    public void The_written_JSON_equals_the_contract()
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
                var job = Single(new ValidJob(Guid.CreateVersion7(), request, input, request.Title), "key \"1\"");
                job.Title.ShouldBe(request.Title);
                (job.Tags ?? []).ShouldBe(request.Tags);
                job.MaxAttempts.ShouldBe(attempts);
                job.TimeoutSeconds.ShouldBe(attempts);
                job.Priority.ShouldBe(JobPriority.High);
                job.Input.GetProperty("url").GetString().ShouldBe(input.Url);
                job.Input.GetProperty("language").GetString().ShouldBe("en-US");
                job.Input.GetProperty("track").GetInt32().ShouldBe(3);
                var read = job.Input.Deserialize(GatewayJson.Default.CaptionsInput)!;
                (read with { Vocabulary = input.Vocabulary }).ShouldBe(input);
                read.Vocabulary.ShouldBe(terms);
                job.Webhook.ShouldBe(new WebhookTarget(request.Webhook!.Url, request.Webhook.Secret));
                job.IdempotencyKey.ShouldBe("key \"1\"");
                job.Fingerprint!.Length.ShouldBe(64);
                job.OwnerId.ShouldBe(s_owner);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_fingerprint_depends_on_the_input_only()
    {
        var at = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
        var job = new ValidJob(Guid.CreateVersion7(), new CreateJobRequest("probe", StartAt: at), null, null);
        var same = new ValidJob(Guid.CreateVersion7(), new CreateJobRequest("probe", Priority: JobPriority.Normal, Tags: [], StartAt: at.ToOffset(TimeSpan.FromHours(2))), null, null);
        var other = new ValidJob(Guid.CreateVersion7(), new CreateJobRequest("probe", StartAt: at.AddSeconds(1)), null, null);
        Single(same, "a").Fingerprint.ShouldBe(Single(job, "b").Fingerprint);
        Single(other, "a").Fingerprint.ShouldNotBe(Single(job, "a").Fingerprint);
        Single(job, null).Fingerprint.ShouldBeNull();
    }

    [Fact]
    public void Caption_settings_of_the_account_change_the_job_but_not_the_fingerprint()
    {
        var asked = new CaptionsInput("https://example.org/a", Vocabulary: ["Ada"]);
        var job = new ValidJob(Guid.CreateVersion7(), new CreateJobRequest("captions"), asked, "a");
        var filled = job with { Filled = asked with { Language = "pt-BR", Vocabulary = ["Ada", "Grace"] } };
        var written = Single(filled, "k");
        written.Input.GetProperty("language").GetString().ShouldBe("pt-BR");
        written.Input.GetProperty("vocabulary").GetArrayLength().ShouldBe(2);
        written.Fingerprint.ShouldBe(Single(job, "k").Fingerprint);
        written.Fingerprint.ShouldNotBe(Single(job with { Captions = filled.Filled }, "k").Fingerprint);
    }

    [Fact]
    public void Submissions_are_joined_into_one_body()
    {
        var job = new ValidJob(Guid.CreateVersion7(), new CreateJobRequest("probe"), null, "t");
        List<WrittenSubmission> group = [Write(job, null, 1), Write(job, "k", 3), Write(job, null, 2)];
        var body = new GroupBody();
        using var content = body.Join(group);
        var jobs = JsonSerializer.Deserialize(content.ReadAsStream(), ContractsJson.Default.SubmitJobs)!.Jobs;
        jobs.Count.ShouldBe(6);
        group.Sum(s => s.Count).ShouldBe(6);
    }

    private static string Scalar(string text) => new([.. text.EnumerateRunes().SelectMany(r => r.ToString())]);

    private static SubmitJob Single(ValidJob job, string? key)
    {
        var submission = Write(job, key, 1);
        var json = Encoding.UTF8.GetString(submission.Json);
        submission.Release();
        return JsonSerializer.Deserialize(json, ContractsJson.Default.SubmitJob)!;
    }

    private static WrittenSubmission Write(ValidJob job, string? key, int count)
    {
        using var writer = JobWriter.Rent();
        for (var i = 0; i < count; i++)
        {
            writer.Add(s_owner, job, key, "POST /api/v1/jobs\n"u8, null, "request");
        }

        return writer.ToSubmission();
    }
}

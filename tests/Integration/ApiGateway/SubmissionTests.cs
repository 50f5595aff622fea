using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

public sealed class SubmissionTests(SubmissionTests.Fixture gateway) : IClassFixture<SubmissionTests.Fixture>, IAsyncLifetime
{
    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await gateway.SignUpAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_job_is_forwarded_with_its_input()
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddDays(3).ToUnixTimeSeconds()).ToOffset(TimeSpan.FromHours(2));
        using var response = await PostAsync($$"""
            {"kind":"captions","input":{"url":"http://media.example:81/a%20talk.mp4","language":"EN-us"},"title":"Ein \"Vortrag\" ☕","priority":"high",
             "tags":["a","b"],"max_attempts":5,"timeout_seconds":600,"start_at":"{{start:yyyy-MM-ddTHH:mm:sszzz}}",
             "webhook":{"url":"https://hooks.example/x","secret":"0123456789abcdef"} }
            """);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        var accepted = await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake);
        accepted!.State.ShouldBe(Platform.Contracts.Jobs.JobState.Scheduled);

        var job = gateway.JobManager.Submitted.Single(j => j.Id == accepted.Id);
        job.OwnerId.ShouldBe(_user.Id);
        job.Kind.ShouldBe("captions");
        job.Input.GetProperty("url").GetString().ShouldBe("http://media.example:81/a%20talk.mp4");
        job.Input.GetProperty("language").GetString().ShouldBe("en-US");
        job.Title.ShouldBe("Ein \"Vortrag\" ☕");
        job.Priority.ShouldBe(Platform.Contracts.Jobs.JobPriority.High);
        job.Tags.ShouldBe(["a", "b"]);
        job.MaxAttempts.ShouldBe(5);
        job.TimeoutSeconds.ShouldBe(600);
        job.StartAt.ShouldBe(start);
        job.Webhook!.Secret.ShouldBe("0123456789abcdef");
        job.RequestId.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_answer_has_location_processing_time_and_rate_limit_headers()
    {
        using var response = await PostAsync("""{"kind":"probe"}""");
        var accepted = await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake);
        response.Headers.Location!.ToString().ShouldBe("/api/v1/jobs/" + accepted!.Id);
        accepted.Url.ShouldBe(response.Headers.Location.ToString());
        response.Headers.GetValues("X-Process-Time").Single().ShouldNotBeNullOrEmpty();
        response.Headers.GetValues("RateLimit").Single().ShouldStartWith("\"requests\";r=");
    }

    [Fact]
    public async Task An_unchanged_job_answers_304()
    {
        using var response = await PostAsync("""{"kind":"probe"}""");
        var seen = await _user.Client.GetAsync(response.Headers.Location);
        seen.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var conditional = new HttpRequestMessage(HttpMethod.Get, response.Headers.Location);
        conditional.Headers.IfNoneMatch.Add(seen.Headers.ETag);
        (await _user.Client.SendAsync(conditional)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("""{}""", 400, "kind")]
    [InlineData("""{"kind":null}""", 400, "kind")]
    [InlineData("""{"kind":5}""", 400, "kind")]
    [InlineData("""{"kind":"dance"}""", 422, "kind")]
    [InlineData("""{"kind":"probe","colour":"red"}""", 400, "colour")]
    [InlineData("""{"kind":"probe","kind":"probe"}""", 400, "kind")]
    [InlineData("""{"kind":"probe","input":{"a":1}}""", 400, "input.a")]
    [InlineData("""{"kind":"probe","input":[]}""", 400, "input")]
    [InlineData("""{"kind":"probe","priority":"urgent"}""", 400, "priority")]
    [InlineData("""{"kind":"probe","priority":9}""", 400, "priority")]
    [InlineData("""{"kind":"probe","priority":1}""", 400, "priority")]
    [InlineData("""{"kind":"probe","priority":"1"}""", 400, "priority")]
    [InlineData("""{"kind":"probe","priority":"low, high"}""", 400, "priority")]
    [InlineData("""{"kind":"probe","tags":"a"}""", 400, "tags")]
    [InlineData("""{"kind":"probe","tags":[1]}""", 400, "tags[0]")]
    [InlineData("""{"kind":"probe","tags":["a",""]}""", 422, "tags[1]")]
    [InlineData("""{"kind":"probe","tags":["1","2","3","4","5","6","7","8","9","10","11"]}""", 422, "tags")]
    [InlineData("""{"kind":"probe","title":""}""", 422, "title")]
    [InlineData("""{"kind":"probe","max_attempts":0}""", 422, "max_attempts")]
    [InlineData("""{"kind":"probe","max_attempts":26}""", 422, "max_attempts")]
    [InlineData("""{"kind":"probe","max_attempts":"3"}""", 400, "max_attempts")]
    [InlineData("""{"kind":"probe","timeout_seconds":86401}""", 422, "timeout_seconds")]
    [InlineData("""{"kind":"probe","start_at":"tomorrow"}""", 400, "start_at")]
    [InlineData("""{"kind":"probe","start_at":"2099-01-01T00:00:00Z"}""", 422, "start_at")]
    [InlineData("""{"kind":"probe","webhook":{"url":"https://example.org/h"}}""", 400, "webhook.secret")]
    [InlineData("""{"kind":"probe","webhook":{"url":"https://example.org/h","secret":"short"}}""", 422, "webhook.secret")]
    [InlineData("""{"kind":"probe","webhook":{"url":"http://127.0.0.1/h","secret":"0123456789abcdef"}}""", 422, "webhook.url")]
    [InlineData("""{"kind":"probe","input":5}""", 400, "input")]
    [InlineData("""{"kind":"captions"}""", 422, "input")]
    [InlineData("""{"kind":"captions","input":null}""", 422, "input")]
    [InlineData("""{"kind":"captions","input":"https://example.org/a"}""", 400, "input")]
    [InlineData("""{"kind":"captions","input":{"url":5}}""", 400, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","language":5}}""", 400, "input.language")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","vocabulary":[5]}}""", 400, "input.vocabulary[0]")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","style":"wide"}}""", 400, "input.style")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","style":{"lines":"two"}}}""", 400, "input.style.lines")]
    [InlineData("""{"kind":"captions","input":{}}""", 422, "input")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","upload_id":"0198c0c0-0000-7000-8000-000000000000"}}""", 422, "input")]
    [InlineData("""{"kind":"captions","input":{"upload_id":"0198c0c0-0000-7000-8000-000000000000"}}""", 422, "input.upload_id")]
    [InlineData("""{"kind":"captions","input":{"upload_id":"x"}}""", 400, "input.upload_id")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","speed":2}}""", 400, "input.speed")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","language":"english!"}}""", 422, "input.language")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","language":"en_us"}}""", 422, "input.language")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","track":-1}}""", 400, "input.track")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","track":100}}""", 400, "input.track")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","track":"second"}}""", 400, "input.track")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","track":1.5}}""", 400, "input.track")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","translate":"yes"}}""", 400, "input.translate")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","vocabulary":"Ada"}}""", 400, "input.vocabulary")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","vocabulary":["Ada"," "]}}""", 422, "input.vocabulary[1]")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","vocabulary":["Ada",null]}}""", 422, "input.vocabulary[1]")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","vocabulary":["a\nb"]}}""", 422, "input.vocabulary[0]")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","vocabulary":["1234567890123456789012345678901234567890123456789012345678901"]}}""", 422, "input.vocabulary[0]")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","speakers":1}}""", 422, "input.speakers")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","speakers":7}}""", 422, "input.speakers")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","speakers":"two"}}""", 400, "input.speakers")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","speakers":2.5}}""", 400, "input.speakers")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","detect_speakers":true}}""", 400, "input.detect_speakers")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","sounds":1}}""", 400, "input.sounds")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","recognise":"no"}}""", 400, "input.recognise")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","range":{"start":-1,"end":2}}}""", 422, "input.range.start")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","range":{"start":2,"end":2.05}}}""", 422, "input.range.end")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","range":{"start":2,"end":604801}}}""", 422, "input.range.end")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","range":{"start":"2","end":3}}}""", 400, "input.range.start")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","style":{"lines":4}}}""", 422, "input.style.lines")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","style":{"line_length":19}}}""", 422, "input.style.line_length")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","style":{"characters_per_second":31}}}""", 422, "input.style.characters_per_second")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","style":{"colour":"red"}}}""", 400, "input.style.colour")]
    [InlineData("""{"kind":"captions","input":{"url":"https://example.org/a","recognition_of":"0198c0c0-0000-7000-8000-000000000000"}}""", 422, "input.recognition_of")]
    [InlineData("""{"kind":"captions","input":{"url":"not a url"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"/relative"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"ftp://example.org/a.mp4"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"file:///etc/passwd"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"javascript:alert(1)"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://user:secret@example.org/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://example.org:0/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://xn--/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://xn--a.example/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://127.0.0.1/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://2130706433/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://0x7f.1/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://localhost:9000/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://[::1]/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://[::ffff:10.0.0.1]/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://10.1.2.3/a"}}""", 422, "input.url")]
    [InlineData("""{"kind":"captions","input":{"url":"http://169.254.169.254/latest/meta-data"}}""", 422, "input.url")]
    [InlineData("""{"kind":"probe"} x""", 400, "$")]
    [InlineData("""not json""", 400, "$")]
    [InlineData("", 400, "$")]
    [InlineData("null", 400, "$")]
    public async Task Invalid_input_names_its_field_and_is_not_forwarded(string body, int status, string field)
    {
        using var response = await PostAsync(body);
        var problem = await Problem.ReadAsync(response);
        problem.Status.ShouldBe(status, string.Join(", ", (IEnumerable<string>?)problem.Errors?.Keys ?? []) + " " + problem.Detail);
        ((int)response.StatusCode).ShouldBe(status);
        problem.Errors!.Keys.ShouldContain(field, string.Join(", ", problem.Errors!.Keys));
        problem.TraceId.ShouldNotBeNullOrEmpty();
        gateway.JobManager.Submitted.ShouldNotContain(j => j.OwnerId == _user.Id);
    }

    [Fact]
    public async Task Caption_options_are_forwarded_as_requested()
    {
        using var response = await PostAsync("""
            {"kind":"captions","input":{"url":"https://192.0.43.7/a.mp4","language":"auto","translate":true,"vocabulary":[" Ada ","Grace","Ada"],"speakers":2,"sounds":false,
             "style":{"lines":1,"line_length":32,"characters_per_second":17.5}}}
            """);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        var id = (await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;
        var input = gateway.JobManager.Submitted.Single(j => j.Id == id).Input;
        input.GetRawText().ShouldBe(
            """{"url":"https://192.0.43.7/a.mp4","translate":true,"vocabulary":["Ada","Grace"],"speakers":2,"sounds":false,"style":{"lines":1,"line_length":32,"characters_per_second":17.5}}""");

        using var any = await PostAsync("""{"kind":"captions","input":{"recognise":false,"url":"https://192.0.43.7/a.mp4","speakers":"auto"}}""");
        id = (await any.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;
        gateway.JobManager.Submitted.Single(j => j.Id == id).Input.GetRawText().ShouldBe("""{"url":"https://192.0.43.7/a.mp4","speakers":"auto","recognise":false}""");
        var job = await _user.Client.GetFromJsonAsync<JobResponse>($"/api/v1/jobs/{id}", GatewayFixture.Snake);
        job!.Input!.Value.GetProperty("speakers").GetString().ShouldBe("auto");
        job.Input!.Value.GetProperty("recognise").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task At_most_two_hundred_names_and_terms_are_accepted()
    {
        static string Body(int count) => $$$"""{"kind":"captions","input":{"url":"https://192.0.43.7/a.mp4","vocabulary":[{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"term {i}\""))}}}]}}""";
        using var most = await PostAsync(Body(200));
        most.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var more = await PostAsync(Body(201));
        (await Problem.ReadAsync(more)).Errors!.Keys.ShouldBe(["input.vocabulary"]);
    }

    [Fact]
    public async Task Allow_listed_hosts_may_be_private()
    {
        using var response = await PostAsync("""{"kind":"captions","input":{"url":"http://127.0.0.2:8123/a.wav"}}""");
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        using var otherPort = await PostAsync("""{"kind":"captions","input":{"url":"http://127.0.0.2:8124/a.wav"}}""");
        otherPort.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Invalid_UTF8_is_a_bad_request()
    {
        var body = Encoding.Latin1.GetBytes("{\"kind\":\"probe\",\"title\":\"caf\xe9\"}");
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        using var response = await _user.Client.PostAsync("/api/v1/jobs", content);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Problem.ReadAsync(response)).Errors.ShouldNotBeNull();
    }

    [Fact]
    public async Task Ten_megabytes_are_refused_without_being_read()
    {
        var sent = 0L;
        using var content = new CountedContent(10_000_000, n => Interlocked.Exchange(ref sent, n));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = content };
        request.Headers.ExpectContinue = true;
        using var patient = ExpectContinue.Client(_user.Client);
        using var response = await patient.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Problem.ReadAsync(response)).Code.ShouldBe("too_large");
        sent.ShouldBe(0);

        // The same without a stated length: noticed while it comes.
        using var chunked = new StringContent("{\"kind\":\"" + new string('x', 10_000_000) + "\"}", MediaTypeHeaderValue.Parse("application/json"));
        request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = chunked };
        request.Headers.TransferEncodingChunked = true;
        try
        {
            using var second = await _user.Client.SendAsync(request);
            second.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }
        catch (HttpRequestException)
        {
            // The connection was closed on the rest of the body before the client looked at the answer.
        }
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        using var response = await _user.Client.PostAsync("/api/v1/jobs", new StringContent("kind=probe", MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded")));
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        await Problem.ReadAsync(response);
    }

    [Fact]
    public async Task The_same_key_returns_the_same_job_and_refuses_another_body()
    {
        using var first = await PostAsync("""{"kind":"probe","title":"t","tags":["a"]}""", "key-1");
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var second = await PostAsync("""  { "tags": ["a"], "title": "\u0074", "kind": "probe", "input": {}, "priority":"normal" }""", "key-1");
        second.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.Headers.GetValues("Idempotent-Replayed").Single().ShouldBe("true");

        using var other = await PostAsync("""{"kind":"probe","title":"u","tags":["a"]}""", "key-1");
        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(other)).Code.ShouldBe("idempotency_key_reused");

        // Another user's key of the same name is another key.
        var stranger = await gateway.SignUpAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = Json("""{"kind":"probe","title":"u"}""") };
        request.Headers.Add("Idempotency-Key", "key-1");
        (await stranger.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        using var bad = await PostAsync("""{"kind":"probe"}""", new string('k', 201));
        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(bad)).Errors!.Keys.ShouldBe(["Idempotency-Key"]);
    }

    [Fact]
    public async Task A_batch_reports_the_result_of_each_job()
    {
        using var response = await _user.Client.PostAsync("/api/v1/jobs/batch", Json("""
            {"jobs":[{"kind":"probe","title":"one"},{"kind":"dance"},{"kind":"captions","input":{"url":"ftp://x/y"}},{"kind":"probe","title":"two"}]}
            """));
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        var results = (await response.Content.ReadFromJsonAsync<CreateJobsResponse>(GatewayFixture.Snake))!.Results;
        results.Select(r => r.Status).ShouldBe([202, 422, 422, 202]);
        results[1].Detail!.ShouldContain("kind");
        results[2].Detail!.ShouldContain("input.url");
        gateway.JobManager.Jobs[results[0].Id!.Value].Title.ShouldBe("one");
        gateway.JobManager.Jobs[results[3].Id!.Value].Title.ShouldBe("two");

        using var none = await _user.Client.PostAsync("/api/v1/jobs/batch", Json("""{"jobs":[{"kind":"dance"}]}"""));
        none.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(none)).Errors!.Keys.ShouldBe(["jobs[0].kind"]);
        using var empty = await _user.Client.PostAsync("/api/v1/jobs/batch", Json("""{"jobs":[]}"""));
        empty.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var wrong = await _user.Client.PostAsync("/api/v1/jobs/batch", Json("""{"jobs":[{"kind":"probe"},{"kind":1}]}"""));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Problem.ReadAsync(wrong)).Errors!.Keys.ShouldBe(["jobs[1].kind"]);
    }

    [Fact]
    public async Task Unreadable_input_is_400_in_a_batch_and_in_recognitions_as_in_a_single_job()
    {
        const string unreadable = """{"kind":"captions","input":{"url":"https://192.0.43.7/a.mp3","language":5}}""";
        using var alone = await PostAsync(unreadable);
        using var some = await _user.Client.PostAsync("/api/v1/jobs/batch", Json($$"""{"jobs":[{"kind":"probe"},{{unreadable}}]}"""));
        using var none = await _user.Client.PostAsync("/api/v1/jobs/batch", Json($$"""{"jobs":[{{unreadable}}]}"""));
        using var again = await _user.Client.PostAsync($"/api/v1/jobs/{Guid.CreateVersion7()}/recognitions", Json("""{"language":5}"""));
        (await some.Content.ReadFromJsonAsync<CreateJobsResponse>(GatewayFixture.Snake))!.Results.Select(result => result.Status).ShouldBe([202, 400]);
        foreach (var (answer, field) in ((HttpResponseMessage, string)[])[(alone, "input.language"), (none, "jobs[0].input.language"), (again, "language")])
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var problem = await Problem.ReadAsync(answer);
            problem.Code.ShouldBe("malformed");
            problem.Errors!.Keys.ShouldBe([field]);
        }
    }

    [Fact]
    public async Task A_repeated_batch_returns_the_same_jobs()
    {
        async Task<CreateJobsResponse> SendAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs/batch") { Content = Json("""{"jobs":[{"kind":"probe"},{"kind":"probe"}]}""") };
            request.Headers.Add("Idempotency-Key", "batch-1");
            using var response = await _user.Client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            return (await response.Content.ReadFromJsonAsync<CreateJobsResponse>(GatewayFixture.Snake))!;
        }

        var first = await SendAsync();
        var second = await SendAsync();
        second.Results.Select(r => r.Id).ShouldBe(first.Results.Select(r => r.Id));
        first.Results[0].Id.ShouldNotBe(first.Results[1].Id);
    }

    [Fact]
    public async Task Concurrent_submissions_are_sent_in_one_group()
    {
        var before = gateway.JobManager.Groups.Count;
        var responses = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => PostAsync($$"""{"kind":"probe","title":"t{{i}}"}""")));
        responses.ShouldAllBe(r => r.StatusCode == HttpStatusCode.Accepted);
        responses.Select(r => r.Headers.Location).Distinct().Count().ShouldBe(300);
        (gateway.JobManager.Groups.Count - before).ShouldBeLessThan(300);

        // Each got its own answer.
        foreach (var (response, i) in responses.Select((r, i) => (r, i)))
        {
            var accepted = await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake);
            gateway.JobManager.Jobs[accepted!.Id].Title.ShouldBe($"t{i}");
        }
    }

    [Fact]
    public async Task An_unfinished_or_foreign_upload_is_refused()
    {
        var stranger = await gateway.SignUpAsync();
        var (open, foreign, own) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var scope = gateway.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
            db.Uploads.AddRange(New(open, _user.Id, UploadState.Open), New(foreign, stranger.Id, UploadState.Stored), New(own, _user.Id, UploadState.Stored));
            await db.SaveChangesAsync();
        }

        foreach (var id in new[] { open, foreign })
        {
            using var refused = await PostAsync(Use(id));
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await Problem.ReadAsync(refused)).Errors!.Keys.ShouldBe(["input.upload_id"]);
        }

        using var accepted = await PostAsync(Use(own));
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        gateway.JobManager.Submitted.Last(j => j.OwnerId == _user.Id).Title.ShouldBe("talk.wav");

        static string Use(Guid id) => "{\"kind\":\"captions\",\"input\":{\"upload_id\":\"" + id + "\"}}";

        static Upload New(Guid id, Guid owner, UploadState state) => new()
        {
            Id = id,
            OwnerId = owner,
            Length = 10,
            Received = state == UploadState.Stored ? 10 : 0,
            FileName = "talk.wav",
            State = state,
            CreatedAt = TimeProvider.System.GetUtcNow(),
            ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(1),
            StoredAt = state == UploadState.Stored ? TimeProvider.System.GetUtcNow() : null,
        };
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override Dictionary<string, string> Settings => new() { ["Media:AllowedHosts:0"] = "127.0.0.2:8123" };
    }

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));

    private Task<HttpResponseMessage> PostAsync(string body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = Json(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return _user.Client.SendAsync(request);
    }

    private sealed class CountedContent(long length, Action<long> sent) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[64 * 1024];
            for (long at = 0; at < length; at += block.Length)
            {
                await stream.WriteAsync(block);
                sent(at + block.Length);
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}

using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.AccountRemoval;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.Integration.JobManager;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>Taking one's data along, and deleting one's account.</summary>
public sealed class LeavingTests(LeavingPlatform platform) : IClassFixture<LeavingPlatform>
{
    /// <summary>The tables that keep the id of a deleted user, who is no longer known by it.</summary>
    private static readonly string[] s_kept = ["identity.security_events", "jobs.audit"];

    [Fact]
    public async Task A_deleted_account_leaves_no_row_and_no_object()
    {
        await using var worker = await FakeWorker.StartAsync(platform.RabbitMq);
        var user = await platform.SignUpAsync();
        var friend = await platform.SignUpAsync();
        await EnrolAsync(user);
        (await user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "key of " + user.Email })).EnsureSuccessStatusCode();
        await SetCaptionsAsync(user, user.Email);
        var ended = await platform.EndedJobAsync(user, worker, "Hello.");
        var running = await LeavingPlatform.SubmitAsync(user, """{"kind":"captions","input":{"url":"https://192.0.43.7/talk.mp3"},"webhook":{"url":"https://192.0.43.7/hook","secret":"at least sixteen characters"}}""");
        var assigned = await worker.AssignedAsync(running);
        await worker.TakeLeaseAsync(assigned);
        await LeavingPlatform.SubmitAsync(user, $$"""{"kind":"probe","start_at":"{{TimeProvider.System.GetUtcNow().AddDays(3):O}}"}""");
        var upload = await LeavingPlatform.UploadAsync(user, user.Email + ".wav");
        var own = await NewQueueAsync(user);
        await ShareAsync(user, own, friend);
        (await user.Client.PostAsJsonAsync($"/api/v1/queues/{own}/messages", new { content = user.Email })).EnsureSuccessStatusCode();
        var friends = await NewQueueAsync(friend);
        await ShareAsync(friend, friends, user);
        var friendsJob = await LeavingPlatform.SubmitAsync(friend, $$"""{"kind":"probe","start_at":"{{TimeProvider.System.GetUtcNow().AddDays(3):O}}"}""");

        (await LeavingPlatform.DeleteAsync(user, code: CodeOf(user))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await platform.CleanUpAsync();
        await worker.CommandedAsync(command => command.Cancelled, new AttemptRef(running, assigned.Attempt));
        await worker.EndAsync(assigned, AttemptOutcome.Cancelled);
        await platform.CleanUpAllAsync();

        // Queues settle before their messages go; the time until then is not waited for.
        await platform.ScalarAsync<object>("UPDATE broker.queues SET deleted_at = deleted_at - interval '1 hour' WHERE deleted_at IS NOT NULL");
        await Eventually.BecomesTrueAsync(async () => await platform.ScalarAsync<long>("SELECT count(*) FROM broker.queues WHERE deleted_at IS NOT NULL") == 0);

        (await TablesWithAsync(user.Id.ToString("D"), user.Id.ToString("N"))).ShouldBe(s_kept, ignoreOrder: true);
        (await TablesWithAsync(user.Email, Convert.ToHexString(Encoding.UTF8.GetBytes(user.Email)))).ShouldBeEmpty();
        (await platform.ScalarAsync<long>("SELECT count(*) FROM identity.security_events WHERE user_id = $1 AND (address IS NOT NULL OR detail IS NOT NULL)", user.Id)).ShouldBe(0);
        (await platform.ScalarAsync<long>("SELECT count(*) FROM identity.security_events WHERE user_id = $1 AND event = 'account.deleted'", user.Id)).ShouldBe(1);
        (await platform.ScalarAsync<long>("SELECT count(*) FROM jobs.audit WHERE actor_id = $1 AND action = 'account.deleted'", user.Id)).ShouldBe(1);
        string[] gone = [ended.ToString(), running.ToString(), upload.ToString()];
        Directory.EnumerateFiles(platform.StorageFolder, "*", SearchOption.AllDirectories).Where(file => gone.Any(id => file.Contains(id, StringComparison.OrdinalIgnoreCase))).ShouldBeEmpty();

        // Nobody else has lost anything but what was shared by the one who left.
        (await friend.Client.GetAsync($"/api/v1/jobs/{friendsJob}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await friend.Client.GetAsync($"/api/v1/queues/{friends}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await friend.Client.GetFromJsonAsync<ListResponse<QueueShare>>($"/api/v1/queues/{friends}/rights", GatewayFixture.Snake))!.Items.ShouldBeEmpty();
        (await friend.Client.GetAsync($"/api/v1/queues/{own}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Neither_a_key_nor_a_wrong_password_deletes_an_account()
    {
        var user = await platform.SignUpAsync();
        using var byKey = await WithKeyAsync(user);
        using var withKey = await byKey.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/v1/auth/me") { Content = JsonContent.Create(new { password = GatewayFixture.Password }) });
        withKey.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var wrong = await LeavingPlatform.DeleteAsync(user, "wrong horse battery");
        (await Problem.ReadAsync(wrong)).Errors!.Keys.ShouldBe(["password"]);
        (await user.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_deleted_account_stops_working_at_once()
    {
        var user = await platform.SignUpAsync();
        using var byKey = await WithKeyAsync(user);
        (await byKey.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var stream = await EventStream.OpenAsync(byKey, "/api/v1/jobs/events");
        (await stream.NextAsync())!.Value.Name.ShouldBe(":");

        (await LeavingPlatform.DeleteAsync(user)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await stream.EndAsync();
        (await user.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await byKey.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await user.Client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = user.Tokens.RefreshToken })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await user.Client.PostAsJsonAsync("/api/v1/auth/sign-in", new { email = user.Email, password = GatewayFixture.Password })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await platform.CleanUpAllAsync();
    }

    [Fact]
    public async Task The_address_of_a_deleted_account_is_free_at_once()
    {
        var user = await platform.SignUpAsync();
        (await LeavingPlatform.DeleteAsync(user)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var next = await user.Client.PostAsJsonAsync("/api/v1/auth/register", new { email = user.Email, password = GatewayFixture.Password });
        next.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await next.Content.ReadFromJsonAsync<UserResponse>(GatewayFixture.Snake))!.Id.ShouldNotBe(user.Id);
        await platform.CleanUpAllAsync();
    }

    [Fact]
    public async Task With_a_second_factor_deleting_an_account_needs_a_code()
    {
        var user = await platform.SignUpAsync();
        await EnrolAsync(user);
        using var without = await LeavingPlatform.DeleteAsync(user);
        without.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(without)).Code.ShouldBe("second_factor_needed");
        using var wrong = await LeavingPlatform.DeleteAsync(user, code: "000000");
        (await Problem.ReadAsync(wrong)).Errors!.Keys.ShouldBe(["code"]);
        (await user.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_killed_clean_up_resumes_and_writes_one_audit_entry()
    {
        await using var worker = await FakeWorker.StartAsync(platform.RabbitMq);
        var user = await platform.SignUpAsync();
        await platform.EndedJobAsync(user, worker, "Hello.");
        var queue = await NewQueueAsync(user);
        (await LeavingPlatform.DeleteAsync(user)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        // Between the jobs and the queues.
        await KillAfterAsync("QueueService/Search");
        (await platform.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE owner_id = $1", user.Id)).ShouldBe(0);
        (await platform.ScalarAsync<long>("SELECT count(*) FROM broker.queues WHERE name = $1 AND deleted_at IS NULL", queue)).ShouldBe(1);

        // For as long as it may still be running somewhere, nobody else begins.
        await platform.CleanUpAsync();
        (await platform.ScalarAsync<long>("SELECT count(*) FROM broker.queues WHERE name = $1 AND deleted_at IS NULL", queue)).ShouldBe(1);

        // Between telling the audit and being done.
        platform.Time.Advance(TimeSpan.FromMinutes(5));
        await KillAfterAsync("AuditService/Add");
        (await platform.ScalarAsync<long>("SELECT count(*) FROM broker.queues WHERE name = $1 AND deleted_at IS NULL", queue)).ShouldBe(0);
        (await platform.ScalarAsync<long>("SELECT count(*) FROM identity.users WHERE id = $1", user.Id)).ShouldBe(1);

        platform.Time.Advance(TimeSpan.FromMinutes(5));
        await platform.CleanUpAllAsync();
        (await platform.ScalarAsync<long>("SELECT count(*) FROM identity.users WHERE id = $1", user.Id)).ShouldBe(0);
        (await platform.ScalarAsync<long>("SELECT count(*) FROM jobs.audit WHERE actor_id = $1", user.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task Data_that_arrives_after_a_deletion_is_removed_by_a_second_pass()
    {
        var user = await platform.SignUpAsync();
        (await LeavingPlatform.DeleteAsync(user)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await platform.Gateway.GetRequiredService<AccountDeletionCleanUp>().RunOnceAsync(CancellationToken.None);

        // As of a request that was on its way.
        var late = new SubmitJob(Guid.CreateVersion7(), user.Id, JobKinds.Probe, JsonElement.Parse("{}"), StartAt: TimeProvider.System.GetUtcNow().AddDays(1));
        await platform.SubmitAsync(late);
        await platform.CleanUpAllAsync();
        (await platform.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE id = $1", late.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task The_last_operator_cannot_be_deleted()
    {
        await platform.ScalarAsync<object>("DELETE FROM identity.user_roles");
        var boss = await platform.SignUpAsync();
        await Operators.GrantAsync(platform.Gateway, boss.Email);
        using var alone = await LeavingPlatform.DeleteAsync(boss);
        alone.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Problem.ReadAsync(alone)).Code.ShouldBe("last_operator");
        (await boss.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Of two that go at the same moment, one stays.
        var second = await platform.SignUpAsync();
        await Operators.GrantAsync(platform.Gateway, second.Email);
        var statuses = await Task.WhenAll(new[] { boss, second }.Select(async user => (await LeavingPlatform.DeleteAsync(user)).StatusCode));
        statuses.ShouldBe([HttpStatusCode.Accepted, HttpStatusCode.Conflict], ignoreOrder: true);
        await platform.CleanUpAllAsync();
    }

    [Fact]
    public async Task An_export_contains_only_the_users_own_data()
    {
        await using var worker = await FakeWorker.StartAsync(platform.RabbitMq);
        var user = await platform.SignUpAsync();
        var other = await platform.SignUpAsync();

        // Of an operator, too, only their own.
        await Operators.GrantAsync(platform.Gateway, user.Email);
        await SetCaptionsAsync(user, "Ada");
        await SetCaptionsAsync(other, "Grace");
        var job = await platform.EndedJobAsync(user, worker, "Said in confidence.");
        var others = await platform.EndedJobAsync(other, worker, "Said by another.");
        var upload = await LeavingPlatform.UploadAsync(user, "../../etc/talk.wav");
        using var made = await user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "reader" });
        var key = (await made.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!;
        var own = await NewQueueAsync(user);
        await ShareAsync(user, own, other);
        var shared = await NewQueueAsync(other);
        await ShareAsync(other, shared, user);
        var hidden = await NewQueueAsync(other);

        using var response = await user.Client.GetAsync("/api/v1/auth/export");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var files = await ReadAsync(await response.Content.ReadAsStreamAsync());
        files.Keys.ShouldBe(["readme.txt", "account.json", "security-events.json", "api-keys.json", "captions.json", "caption-links.json", "caption-comments.json", "job-editors.json", "uploads.json", "queues.json", "jobs.ndjson"]);

        Json(files["account.json"]).GetProperty("email").GetString().ShouldBe(user.Email);
        files["security-events.json"].ShouldContain("sign_in.succeeded");
        files["security-events.json"].ShouldContain("account.exported");
        Json(files["api-keys.json"])[0].GetProperty("id").GetGuid().ShouldBe(key.Id);
        files["api-keys.json"].ShouldNotContain(key.Key!);
        files["api-keys.json"].ShouldNotContain("hash");
        Json(files["captions.json"]).GetProperty("vocabulary")[0].GetString().ShouldBe("Ada");
        var uploaded = Json(files["uploads.json"])[0];
        (uploaded.GetProperty("id").GetGuid(), uploaded.GetProperty("file_name").GetString(), uploaded.GetProperty("length").GetInt64()).ShouldBe((upload, "talk.wav", 5));
        var queues = Json(files["queues.json"]).EnumerateArray().ToDictionary(queue => queue.GetProperty("name").GetString()!);
        queues.Keys.ShouldBe([own, shared], ignoreOrder: true);
        queues[own].GetProperty("shared_with")[0].GetProperty("user_id").GetGuid().ShouldBe(other.Id);
        queues[shared].TryGetProperty("queue", out _).ShouldBeFalse();
        var lines = files["jobs.ndjson"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Json).ToList();
        lines.Single().GetProperty("job").GetProperty("id").GetGuid().ShouldBe(job);
        lines.Single().GetProperty("captions").GetProperty("cues")[0].GetProperty("text").GetString().ShouldBe("Said in confidence.");

        var all = string.Concat(files.Values);
        foreach (var foreign in (string[])[other.Email, others.ToString(), hidden, "Said by another.", "Grace"])
        {
            all.ShouldNotContain(foreign);
        }
    }

    [Fact]
    public async Task A_user_has_one_export_at_a_time_and_needs_a_session()
    {
        var user = await platform.SignUpAsync();
        using (platform.Gateway.GetRequiredKeyedService<OpenRequestLimit>(AccountDataEndpoints.LimitKey).Enter(user.Id, 1))
        {
            using var second = await user.Client.GetAsync("/api/v1/auth/export");
            second.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            second.Headers.RetryAfter.ShouldNotBeNull();
        }

        using var first = await user.Client.GetAsync("/api/v1/auth/export");
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(await first.Content.ReadAsStreamAsync()))["jobs.ndjson"].ShouldBeEmpty();

        using var byKey = await WithKeyAsync(user);
        (await byKey.GetAsync("/api/v1/auth/export")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<HttpClient> WithKeyAsync(TestUser user)
    {
        using var made = await user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "k" });
        var client = new HttpClient { BaseAddress = user.Client.BaseAddress };
        client.DefaultRequestHeaders.Add("X-Api-Key", (await made.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!.Key);
        return client;
    }

    private static async Task SetCaptionsAsync(TestUser user, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/account/captions") { Content = JsonContent.Create(new { vocabulary = new[] { name } }) };
        request.Headers.IfMatch.Add(System.Net.Http.Headers.EntityTagHeaderValue.Any);
        (await user.Client.SendAsync(request)).EnsureSuccessStatusCode();
    }

    private readonly Dictionary<Guid, byte[]> _secrets = [];

    private async Task EnrolAsync(TestUser user)
    {
        using var begun = await user.Client.PostAsJsonAsync("/api/v1/auth/second-factor", new { password = GatewayFixture.Password });
        _secrets[user.Id] = Base32Encoding.ToBytes((await begun.Content.ReadFromJsonAsync<SecondFactorSecretResponse>(GatewayFixture.Snake))!.Secret);
        (await user.Client.PostAsJsonAsync("/api/v1/auth/second-factor/confirm", new { code = CodeOf(user) })).EnsureSuccessStatusCode();
    }

    /// <summary>A code of a step that none was used of.</summary>
    private string CodeOf(TestUser user)
    {
        platform.Time.Advance(TimeSpan.FromSeconds(30));
        return new Totp(_secrets[user.Id]).ComputeTotp(platform.Time.GetUtcNow().UtcDateTime);
    }

    /// <summary>A round of the clean-up that ends with the process, right after a call.</summary>
    private async Task KillAfterAsync(string path)
    {
        using var process = new CancellationTokenSource();
        (platform.Crash.Process, platform.Crash.Path) = (process, path);
        await Should.ThrowAsync<OperationCanceledException>(() => platform.CleanUpAsync(process.Token));
    }

    private static async Task<string> NewQueueAsync(TestUser user)
    {
        var name = $"q-{Guid.CreateVersion7():N}";
        (await user.Client.PostAsJsonAsync("/api/v1/queues", new { name })).EnsureSuccessStatusCode();
        return name;
    }

    private static async Task ShareAsync(TestUser owner, string queue, TestUser with) =>
        (await owner.Client.PutAsJsonAsync($"/api/v1/queues/{queue}/rights/{with.Id}", new { rights = new[] { "read", "publish" } })).EnsureSuccessStatusCode();

    /// <summary>All tables of the platform in which one of these texts stands anywhere: tables that are yet to come are looked into, too.</summary>
    private async Task<List<string>> TablesWithAsync(params string[] texts)
    {
        var tables = new List<string>();
        await using (var list = platform.Database.CreateCommand(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN ('identity', 'jobs', 'broker') AND table_type = 'BASE TABLE'"))
        {
            await using var reader = await list.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        tables.Count.ShouldBeGreaterThan(20);
        var found = new List<string>();
        foreach (var table in tables)
        {
            if (await platform.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM {table} AS t WHERE t::text ILIKE ANY ($1))", (object)texts.Select(text => $"%{text}%").ToArray()))
            {
                found.Add(table);
            }
        }

        return found;
    }

    private static async Task<Dictionary<string, string>> ReadAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        await using var zip = new ZipArchive(copy, ZipArchiveMode.Read);
        var files = new Dictionary<string, string>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync());
            files.Add(entry.FullName, await reader.ReadToEndAsync());
        }

        return files;
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}

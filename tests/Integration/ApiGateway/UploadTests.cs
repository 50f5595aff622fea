using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Uploads;
using Platform.ObjectStorage;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

public sealed class UploadTests(UploadTests.Fixture gateway) : IClassFixture<UploadTests.Fixture>, IAsyncLifetime
{
    private const int PartBytes = 65_536;
    private const int SmallParts = 20;

    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await gateway.SignUpAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_options_list_version_and_extensions()
    {
        using var response = await gateway.Anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/v1/uploads"));
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Header(response, "Tus-Version").ShouldBe("1.0.0");
        Header(response, "Tus-Extension").ShouldBe("creation,creation-with-upload,termination,expiration,checksum");
        Header(response, "Tus-Max-Size").ShouldBe("5000000");
        Header(response, "Tus-Checksum-Algorithm").ShouldContain("sha1");
    }

    [Fact]
    public async Task Bytes_of_several_requests_become_one_object()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        var url = await CreateAsync(content.Length);
        using var first = await PatchAsync(url, 0, content[..100_000]);
        first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Header(first, "Upload-Offset").ShouldBe("100000");
        using (var head = await SendAsync(HttpMethod.Head, url))
        {
            Header(head, "Upload-Offset").ShouldBe("100000");
            Header(head, "Upload-Length").ShouldBe("300000");
            Header(head, "Upload-Metadata").ShouldBe("filename dGFsay53YXY=");
            head.Headers.CacheControl!.NoStore.ShouldBeTrue();
        }

        using (var wrongPlace = await PatchAsync(url, 50_000, content[50_000..]))
        {
            wrongPlace.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }

        (await PatchAsync(url, 100_000, content[100_000..])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await ShouldBeStoredAsync(url, content);

        // Nothing more fits, and the parts are gone.
        (await PatchAsync(url, 300_000, [1])).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        Directory.EnumerateFiles(gateway.StorageFolder, "*", SearchOption.AllDirectories).ShouldNotContain(f => f.Contains("upload-parts") && f.Contains(IdOf(url).ToString()));
    }

    [Fact]
    public async Task The_creation_may_contain_the_first_bytes()
    {
        var content = RandomNumberGenerator.GetBytes(1000);
        var request = NewUpload(content.Length);
        request.Content = Body(content);
        using var response = await _user.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        Header(response, "Upload-Offset").ShouldBe("1000");
        await ShouldBeStoredAsync(response.Headers.Location!, content);
    }

    [Fact]
    public async Task A_body_with_a_wrong_checksum_is_discarded()
    {
        var content = RandomNumberGenerator.GetBytes(200_000);
        var url = await CreateAsync(content.Length);
        using (var wrong = await PatchAsync(url, 0, content, "sha256 " + Convert.ToBase64String(SHA256.HashData([1]))))
        {
            ((int)wrong.StatusCode).ShouldBe(460);
        }

        using (var head = await SendAsync(HttpMethod.Head, url))
        {
            Header(head, "Upload-Offset").ShouldBe("0");
        }

        (await PatchAsync(url, 0, content, "crc32 AAAA")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PatchAsync(url, 0, content, "sha256 " + Convert.ToBase64String(SHA256.HashData(content)))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await ShouldBeStoredAsync(url, content);
    }

    [Theory]
    [InlineData("0", null, 422)]
    [InlineData("-1", null, 400)]
    [InlineData("ten", null, 400)]
    [InlineData(null, null, 400)]
    [InlineData("5000001", null, 413)]
    [InlineData("10", "filename !!!", 400)]
    [InlineData("10", "a YQ==,a YQ==", 400)]
    public async Task Invalid_creations_are_refused(string? length, string? metadata, int status)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        if (length is not null)
        {
            request.Headers.Add("Upload-Length", length);
        }

        if (metadata is not null)
        {
            request.Headers.Add("Upload-Metadata", metadata);
        }

        using var response = await _user.Client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(response)).Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("Upload-Defer-Length", "1", false)]
    [InlineData("Upload-Defer-Length", "1", true)]
    [InlineData("Upload-Concat", "partial", true)]
    [InlineData("Upload-Concat", "final;/api/v1/uploads/a /api/v1/uploads/b", false)]
    public async Task Unsupported_extensions_are_refused_by_name(string header, string value, bool hasLength)
    {
        var request = hasLength ? NewUpload(10) : new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads") { Headers = { { "Tus-Resumable", "1.0.0" } } };
        request.Headers.Add(header, value);
        using var response = await _user.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Problem.ReadAsync(response)).Errors!.Keys.ShouldBe([header]);
        response.Headers.Location.ShouldBeNull();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity, gzip")]
    public async Task Compressed_bytes_are_refused_and_not_stored(string encoding)
    {
        using var json = await _user.Client.PostAsync("/api/v1/jobs", Encoded(JsonContent.Create(new { kind = "probe" }), encoding));
        var expected = await Problem.ReadAsync(json);
        expected.Status.ShouldBe(415);

        var creation = NewUpload(3);
        creation.Content = Encoded(Body([1, 2, 3]), encoding);
        using (var refused = await _user.Client.SendAsync(creation))
        {
            (await Problem.ReadAsync(refused)).ShouldSatisfyAllConditions(problem => problem.Type.ShouldBe(expected.Type), problem => problem.Detail.ShouldBe(expected.Detail), problem => problem.Status.ShouldBe(415));
            refused.Headers.Location.ShouldBeNull();
        }

        var url = await CreateAsync(3);
        using (var refused = await _user.Client.SendAsync(Patch(url, 0, Encoded(Body([1, 2, 3]), encoding))))
        {
            (await Problem.ReadAsync(refused)).ShouldSatisfyAllConditions(problem => problem.Type.ShouldBe(expected.Type), problem => problem.Detail.ShouldBe(expected.Detail), problem => problem.Status.ShouldBe(415));
        }

        using (var head = await SendAsync(HttpMethod.Head, url))
        {
            Header(head, "Upload-Offset").ShouldBe("0");
        }

        (await _user.Client.SendAsync(Patch(url, 0, Encoded(Body([1, 2, 3]), "identity")))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await ShouldBeStoredAsync(url, [1, 2, 3]);
    }

    [Fact]
    public async Task The_method_may_be_given_in_a_header()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        var url = await CreateAsync(content.Length);
        using (var part = Patch(url, 0, Body(content[..70_000])))
        using (var patched = await OverrideAsync(part, "PATCH"))
        {
            patched.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            Header(patched, "Upload-Offset").ShouldBe("70000");
        }

        using (var rest = Patch(url, 70_000, Body(content[70_000..])))
        using (var patched = await OverrideAsync(rest, "PATCH"))
        {
            patched.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await ShouldBeStoredAsync(url, content);
        foreach (var (method, status) in new[] { ("POST", HttpStatusCode.MethodNotAllowed), ("PUT", HttpStatusCode.MethodNotAllowed), ("DELETE", HttpStatusCode.NoContent), ("DELETE", HttpStatusCode.NotFound) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Headers = { { "Tus-Resumable", "1.0.0" } } };
            using var response = await OverrideAsync(request, method);
            response.StatusCode.ShouldBe(status);
        }
    }

    [Fact]
    public async Task The_method_header_works_for_uploads_only_and_needs_the_same_rights()
    {
        var url = await CreateAsync(10);
        using (var request = new HttpRequestMessage(HttpMethod.Post, url) { Headers = { { "Tus-Resumable", "1.0.0" }, { "X-HTTP-Method-Override", "DELETE" } } })
        {
            (await gateway.Anonymous.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await SendAsync(HttpMethod.Head, url)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var key = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = JsonContent.Create(new { kind = "probe" }), Headers = { { "X-HTTP-Method-Override", "GET" } } };
        (await _user.Client.SendAsync(key)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Another_version_of_the_protocol_is_refused()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "0.2.0");
        request.Headers.Add("Upload-Length", "10");
        using var response = await _user.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        Header(response, "Tus-Version").ShouldBe("1.0.0");
    }

    [Fact]
    public async Task An_upload_of_another_user_is_not_found()
    {
        var url = await CreateAsync(10);
        var stranger = await gateway.SignUpAsync();
        foreach (var method in new[] { HttpMethod.Head, HttpMethod.Delete })
        {
            (await SendAsync(method, url, stranger)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await PatchAsync(url, 0, [1, 2], null, stranger)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_upload_can_be_deleted()
    {
        var url = await CreateAsync(10);
        (await PatchAsync(url, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(HttpMethod.Delete, url)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(HttpMethod.Head, url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Directory.EnumerateFiles(gateway.StorageFolder, "*", SearchOption.AllDirectories).ShouldNotContain(f => f.Contains(IdOf(url).ToString()));
    }

    [Fact]
    public async Task Expired_uploads_are_deleted()
    {
        var url = await CreateAsync(10);
        (await PatchAsync(url, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await using var scope = gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var id = IdOf(url);
        await ExpireAsync(db, id);
        (await SendAsync(HttpMethod.Head, url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // The round that runs in the background every second.
        await Eventually.BecomesTrueAsync(async () => !await db.Uploads.AnyAsync(u => u.Id == id));
        Directory.EnumerateFiles(gateway.StorageFolder, "*", SearchOption.AllDirectories).ShouldNotContain(f => f.Contains(id.ToString()));
    }

    [Fact]
    public async Task An_upload_is_kept_while_a_job_uses_it_and_deleted_with_the_last()
    {
        var url = await CreateAsync(3);
        (await PatchAsync(url, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var id = IdOf(url);
        using (var unused = await SendAsync(HttpMethod.Head, url))
        {
            Header(unused, "Upload-Expires").ShouldNotBeEmpty();
        }

        var first = await SubmitAsync(id);
        await using var scope = gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await ExpireAsync(db, id);
        using (var used = await SendAsync(HttpMethod.Head, url))
        {
            used.StatusCode.ShouldBe(HttpStatusCode.OK);
            Header(used, "Upload-Expires").ShouldBeEmpty();
        }

        // The round of every second looked at it, and left it to the next hour.
        await Eventually.BecomesTrueAsync(() => db.Uploads.AnyAsync(u => u.Id == id && u.ExpiresAt > Soon));
        var second = await SubmitAsync(id);
        gateway.JobManager.Jobs.TryRemove(first, out _).ShouldBeTrue();
        await ExpireAsync(db, id);
        await Eventually.BecomesTrueAsync(() => db.Uploads.AnyAsync(u => u.Id == id && u.ExpiresAt > Soon));
        await ShouldBeStoredAsync(url, [1, 2, 3]);

        gateway.JobManager.Jobs.TryRemove(second, out _).ShouldBeTrue();
        await ExpireAsync(db, id);
        await Eventually.BecomesTrueAsync(async () => !await db.Uploads.AnyAsync(u => u.Id == id));
        Directory.EnumerateFiles(gateway.StorageFolder, "*", SearchOption.AllDirectories).ShouldNotContain(f => f.Contains(id.ToString()));
        using var late = await _user.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "captions", input = new { upload_id = id } });
        late.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task An_upload_expires_unless_a_job_that_uses_it_is_accepted()
    {
        var url = await CreateAsync(3);
        (await PatchAsync(url, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var input = new { upload_id = IdOf(url) };
        var job = new { kind = "captions", input };
        var key = Guid.CreateVersion7().ToString();
        await ShouldLeaveAsync(url, new { kind = "captions", input, max_attempts = 99 }, HttpStatusCode.UnprocessableEntity);
        await ShouldLeaveAsync(url, new { kind = "captions", input, webhook = new { url = "http://127.0.0.1/h", secret = "0123456789abcdef" } }, HttpStatusCode.UnprocessableEntity);
        await ShouldLeaveAsync(url, new { jobs = new object[] { job, new { kind = "captions", input, priority = "none" } } }, HttpStatusCode.BadRequest, path: "/batch");
        using (var other = await SubmitAsync(new { kind = "probe" }, key))
        {
            other.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        await ShouldLeaveAsync(url, job, HttpStatusCode.UnprocessableEntity, key);
        gateway.JobManager.IsFull = true;
        try
        {
            await ShouldLeaveAsync(url, job, HttpStatusCode.TooManyRequests);
            await ShouldLeaveAsync(url, new { jobs = new object[] { job, job, new { kind = "dance" } } }, HttpStatusCode.TooManyRequests, path: "/batch");
        }
        finally
        {
            gateway.JobManager.IsFull = false;
        }

        gateway.JobManager.Instead = static async context =>
        {
            await FakeService.AnswerAsync(context, 422, message: "No.");
            return true;
        };
        try
        {
            await ShouldLeaveAsync(url, job, HttpStatusCode.UnprocessableEntity);
        }
        finally
        {
            gateway.JobManager.Instead = null;
        }

        // Accepted once, however often it is sent.
        var again = Guid.CreateVersion7().ToString();
        using var first = await SubmitAsync(job, again);
        using var second = await SubmitAsync(job, again);
        second.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using (var used = await SendAsync(HttpMethod.Head, url))
        {
            Header(used, "Upload-Expires").ShouldBeEmpty();
        }

        var accepted = (await first.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("id").GetGuid();
        (await JobsOfAsync(url)).ShouldBe([accepted]);
    }

    [Fact]
    public async Task An_upload_is_kept_for_a_job_whose_acceptance_is_uncertain()
    {
        var url = await CreateAsync(3);
        (await PatchAsync(url, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        gateway.JobManager.Instead = static context =>
        {
            context.Response.StatusCode = 500;
            return Task.FromResult(true);
        };
        try
        {
            using var response = await SubmitAsync(new { kind = "captions", input = new { upload_id = IdOf(url) } });
            response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }
        finally
        {
            gateway.JobManager.Instead = null;
        }

        (await JobsOfAsync(url)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Clean_up_keeps_an_upload_of_a_job_that_is_being_accepted()
    {
        var url = await CreateAsync(3);
        (await PatchAsync(url, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await using var scope = gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var id = IdOf(url);
        await EndAsync(db, id, TimeProvider.System.GetUtcNow().AddMinutes(5));
        var due = await db.Uploads.AsNoTracking().SingleAsync(u => u.Id == id);
        var isAsked = new TaskCompletionSource();
        var goesOn = new TaskCompletionSource();
        gateway.JobManager.Instead = async context =>
        {
            if (context.Request.Path.Value!.EndsWith("/Submit", StringComparison.Ordinal))
            {
                isAsked.TrySetResult();
                await goesOn.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }

            return false;
        };
        try
        {
            var submitting = SubmitAsync(id);
            await isAsked.Task.WaitAsync(TimeSpan.FromSeconds(30));

            // A round that found it due before the job came.
            (await gateway.Services.GetRequiredService<UsedUploads>().KeepAsync(due, db, CancellationToken.None)).ShouldBeTrue();
            goesOn.SetResult();
            var accepted = await submitting;
            (await JobsOfAsync(url)).ShouldBe([accepted]);
        }
        finally
        {
            goesOn.TrySetResult();
            gateway.JobManager.Instead = null;
        }
    }

    [Fact]
    public async Task A_refused_job_does_not_postpone_the_expiry_of_its_upload()
    {
        var url = await CreateAsync(3);
        (await PatchAsync(url, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await using var scope = gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var id = IdOf(url);
        await EndAsync(db, id, TimeProvider.System.GetUtcNow().AddMinutes(5));
        var end = await ExpiryAsync(db, id);
        gateway.JobManager.IsFull = true;
        try
        {
            await ShouldLeaveAsync(url, new { kind = "captions", input = new { upload_id = id } }, HttpStatusCode.TooManyRequests);
        }
        finally
        {
            gateway.JobManager.IsFull = false;
        }

        (await ExpiryAsync(db, id)).ShouldBe(end);

        // One that another job has stays for that.
        await SubmitAsync(id);
        gateway.JobManager.IsFull = true;
        try
        {
            using var refused = await SubmitAsync(new { kind = "captions", input = new { upload_id = id } });
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }
        finally
        {
            gateway.JobManager.IsFull = false;
        }

        (await ExpiryAsync(db, id)).ShouldBeGreaterThan(Soon);
    }

    [Fact]
    public async Task A_job_whose_account_cannot_be_read_keeps_no_upload()
    {
        var url = await CreateAsync(3);
        (await PatchAsync(url, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var job = new { kind = "captions", input = new { upload_id = IdOf(url) } };
        await using var scope = gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await db.Database.ExecuteSqlAsync($"ALTER TABLE identity.account_captions RENAME TO account_captions_away");
        try
        {
            await ShouldLeaveAsync(url, job, HttpStatusCode.InternalServerError);
            await ShouldLeaveAsync(url, new { jobs = new object[] { job } }, HttpStatusCode.InternalServerError, path: "/batch");
        }
        finally
        {
            await db.Database.ExecuteSqlAsync($"ALTER TABLE identity.account_captions_away RENAME TO account_captions");
        }
    }

    [Fact]
    public async Task Too_many_small_parts_are_refused_and_larger_ones_never()
    {
        var crumbs = await CreateAsync(1000);
        for (var i = 0; i < SmallParts; i++)
        {
            (await PatchAsync(crumbs, i, [1])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        using (var refused = await PatchAsync(crumbs, SmallParts, [1]))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await Problem.ReadAsync(refused)).Code.ShouldBe("too_many_parts");
        }

        using (var head = await SendAsync(HttpMethod.Head, crumbs))
        {
            Header(head, "Upload-Offset").ShouldBe(SmallParts.ToString(CultureInfo.InvariantCulture));
        }

        var content = RandomNumberGenerator.GetBytes(3 * SmallParts * PartBytes);
        var chunks = await CreateAsync(content.Length);
        for (var offset = 0; offset < content.Length; offset += PartBytes)
        {
            (await PatchAsync(chunks, offset, content[offset..(offset + PartBytes)])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await ShouldBeStoredAsync(chunks, content);
    }

    [Fact]
    public async Task Unfinished_uploads_of_a_user_stay_within_the_limit_even_when_created_concurrently()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 90).Select(async _ =>
        {
            using var response = await _user.Client.SendAsync(NewUpload(10));
            return response.StatusCode;
        }));
        statuses.Count(status => status == HttpStatusCode.Created).ShouldBe(50);
        statuses.Count(status => status == HttpStatusCode.TooManyRequests).ShouldBe(40);
        using var others = await (await gateway.SignUpAsync()).Client.SendAsync(NewUpload(10));
        others.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_bytes_of_a_users_uploads_are_limited_and_deleting_one_frees_its_share()
    {
        var urls = new List<Uri>();
        for (var i = 0; i < 10; i++)
        {
            urls.Add(await CreateAsync(5_000_000));
        }

        using (var refused = await _user.Client.SendAsync(NewUpload(1)))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await Problem.ReadAsync(refused)).Code.ShouldBe("too_many_uploads");
        }

        (await SendAsync(HttpMethod.Delete, urls[0])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await CreateAsync(5_000_000);
    }

    [Fact]
    public async Task Bytes_received_before_a_broken_connection_are_kept()
    {
        var content = RandomNumberGenerator.GetBytes(400_000);
        var url = await CreateAsync(content.Length);

        // Sends 250,000 of 400,000 announced bytes, then falls silent and is cut off.
        using (var gone = new CancellationTokenSource())
        {
            var sent = new TaskCompletionSource();
            var request = Patch(url, 0, new StallingContent(content, 250_000, sent));
            var sending = _user.Client.SendAsync(request, gone.Token);
            await sent.Task;
            await Eventually.BecomesTrueAsync(async () =>
            {
                using var head = await SendAsync(HttpMethod.Head, url);
                return Header(head, "Upload-Offset") == "196608";
            });
            await gone.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(sending);
        }

        var offset = await Eventually.GetAsync(async () =>
        {
            using var head = await SendAsync(HttpMethod.Head, url);
            var at = Header(head, "Upload-Offset");
            return at == "250000" ? at : null;
        });
        offset.ShouldBe("250000");
        (await PatchAsync(url, 250_000, content[250_000..])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await ShouldBeStoredAsync(url, content);
    }

    [Fact]
    public async Task A_new_request_takes_over_from_one_that_hangs()
    {
        var content = RandomNumberGenerator.GetBytes(200_000);
        var url = await CreateAsync(content.Length);
        using var gone = new CancellationTokenSource();
        var sent = new TaskCompletionSource();
        var hanging = _user.Client.SendAsync(Patch(url, 0, new StallingContent(content, 70_000, sent)), gone.Token);
        await sent.Task;

        // The first part of 64 KiB counts already; the rest when the newer request comes.
        await Eventually.BecomesTrueAsync(async () =>
        {
            using var head = await SendAsync(HttpMethod.Head, url);
            return Header(head, "Upload-Offset") == "65536";
        });
        using (var wrongPlace = await PatchAsync(url, 65_536, content[65_536..]))
        {
            wrongPlace.StatusCode.ShouldBeOneOf(HttpStatusCode.Conflict, HttpStatusCode.NoContent);
        }

        using var check = await SendAsync(HttpMethod.Head, url);
        var offset = int.Parse(Header(check, "Upload-Offset"), CultureInfo.InvariantCulture);
        if (offset < content.Length)
        {
            offset.ShouldBe(70_000);
            (await PatchAsync(url, offset, content[offset..])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await ShouldBeStoredAsync(url, content);
        await gone.CancelAsync();
        await Should.ThrowAsync<Exception>(async () => (await hanging).EnsureSuccessStatusCode());
    }

    [Fact]
    public async Task An_upload_continues_in_another_replica_and_recovers_from_a_crash_before_its_end()
    {
        var content = RandomNumberGenerator.GetBytes(150_000);
        var url = await CreateAsync(content.Length);
        (await PatchAsync(url, 0, content[..100_000])).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await using (gateway.Start(out var address, out _))
        {
            using var client = new HttpClient { BaseAddress = address };
            client.DefaultRequestHeaders.Authorization = _user.Client.DefaultRequestHeaders.Authorization;
            using var rest = await client.SendAsync(Patch(url, 100_000, Body(content[100_000..])));
            rest.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await ShouldBeStoredAsync(url, content);

        // As after a crash between the last byte and the one object.
        var id = IdOf(url);
        var storage = gateway.Services.GetRequiredService<IObjectStore>();
        await using var scope = gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await storage.DeleteAsync(ObjectKeys.Upload(id));
        await storage.PutAsync(ObjectKeys.UploadPart(id, 0), new MemoryStream(content));
        await db.Uploads.Where(u => u.Id == id).ExecuteUpdateAsync(s => s
            .SetProperty(u => u.State, UploadState.Received).SetProperty(u => u.StoredAt, (DateTimeOffset?)null).SetProperty(u => u.Parts, new long[] { 0 }));
        await Eventually.BecomesTrueAsync(async () => await db.Uploads.AnyAsync(u => u.Id == id && u.State == UploadState.Stored));
        await ShouldBeStoredAsync(url, content);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(100_000, 1_000_000, true)]
    public Task Uploads_work_with_tus_js_client(long chunk, long abortAfter, bool overridesPatch) => ShouldWorkWithTusJsAsync(chunk, abortAfter, overridesPatch);

    [Theory]
    [Trait("Length", "long")]
    [InlineData(300_000, 0, true)]
    [InlineData(200_000, 500_000, false)]
    public Task Uploads_of_every_kind_work_with_tus_js_client(long chunk, long abortAfter, bool overridesPatch) => ShouldWorkWithTusJsAsync(chunk, abortAfter, overridesPatch);

    private async Task ShouldWorkWithTusJsAsync(long chunk, long abortAfter, bool overridesPatch)
    {
        using var folder = new TemporaryFolder();
        var content = RandomNumberGenerator.GetBytes(1_500_000);
        var file = folder.File("talk.wav");
        await File.WriteAllBytesAsync(file, content);
        var (url, resumedAt) = await TusClient.UploadAsync(new Uri(gateway.Address, "/api/v1/uploads"), _user.Tokens.AccessToken, file, chunk, abortAfter, overridesPatch);
        await ShouldBeStoredAsync(url, content);
        (resumedAt is not null).ShouldBe(abortAfter > 0);
        await using var scope = gateway.Services.CreateAsyncScope();
        var id = IdOf(url);
        var upload = await scope.ServiceProvider.GetRequiredService<IdentityDb>().Uploads.SingleAsync(u => u.Id == id);
        upload.FileName.ShouldBe("a talk ☕.wav");
        upload.ContentType.ShouldBe("audio/wav");
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override Dictionary<string, string> Settings => new()
        {
            ["Uploads:MaxBytes"] = "5000000",
            ["Uploads:MaxBytesPerUser"] = "50000000",
            ["Uploads:PartBytes"] = PartBytes.ToString(CultureInfo.InvariantCulture),
            ["Uploads:SmallParts"] = SmallParts.ToString(CultureInfo.InvariantCulture),
            ["Uploads:CleanUpPeriod"] = "00:00:01",
        };
    }

    private Task<HttpResponseMessage> OverrideAsync(HttpRequestMessage request, string method)
    {
        request.Method = HttpMethod.Post;
        request.Headers.Add("X-HTTP-Method-Override", method);
        return _user.Client.SendAsync(request);
    }

    private static DateTimeOffset Soon => TimeProvider.System.GetUtcNow().AddMinutes(50);

    private static Task<int> ExpireAsync(IdentityDb db, Guid id) =>
        db.Uploads.Where(u => u.Id == id).ExecuteUpdateAsync(s => s.SetProperty(u => u.ExpiresAt, TimeProvider.System.GetUtcNow().AddSeconds(-1)));

    /// <summary>Has it stored so long ago that its time is over then.</summary>
    private async Task EndAsync(IdentityDb db, Guid id, DateTimeOffset end)
    {
        var stored = end - gateway.Services.GetRequiredService<IOptions<UploadOptions>>().Value.Lifetime;
        (await db.Uploads.Where(u => u.Id == id).ExecuteUpdateAsync(s => s.SetProperty(u => u.ExpiresAt, end).SetProperty(u => u.StoredAt, stored))).ShouldBe(1);
    }

    private static Task<DateTimeOffset> ExpiryAsync(IdentityDb db, Guid id) => db.Uploads.Where(u => u.Id == id).Select(u => u.ExpiresAt).SingleAsync();

    private async Task<Guid> SubmitAsync(Guid upload)
    {
        using var response = await _user.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "captions", input = new { upload_id = upload } });
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return (await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("id").GetGuid();
    }

    private Task<HttpResponseMessage> SubmitAsync(object body, string? key = null, string path = "")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs" + path) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return _user.Client.SendAsync(request);
    }

    /// <summary>Submits what is refused, and looks at the upload afterwards.</summary>
    private async Task ShouldLeaveAsync(Uri upload, object body, HttpStatusCode status, string? key = null, string path = "")
    {
        using var response = await SubmitAsync(body, key, path);
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
        using var head = await SendAsync(HttpMethod.Head, upload);
        Header(head, "Upload-Expires").ShouldNotBeEmpty();
        (await JobsOfAsync(upload)).ShouldBeEmpty();
    }

    private async Task<List<Guid>> JobsOfAsync(Uri upload)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        var id = IdOf(upload);
        return await scope.ServiceProvider.GetRequiredService<IdentityDb>().UploadUses.Where(use => use.UploadId == id).Select(use => use.JobId).ToListAsync();
    }

    private static Guid IdOf(Uri url) => Guid.Parse(url.ToString().Split('/')[^1]);

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? values.Single() : "";

    private static HttpRequestMessage NewUpload(long length)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", "filename " + Convert.ToBase64String(Encoding.UTF8.GetBytes("talk.wav")));
        return request;
    }

    private static ByteArrayContent Body(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return content;
    }

    private static HttpContent Encoded(HttpContent content, string encoding)
    {
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return content;
    }

    private static HttpRequestMessage Patch(Uri url, long offset, HttpContent content, string? checksum = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = content };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        if (checksum is not null)
        {
            request.Headers.Add("Upload-Checksum", checksum);
        }

        return request;
    }

    private async Task<Uri> CreateAsync(long length)
    {
        using var response = await _user.Client.SendAsync(NewUpload(length));
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return response.Headers.Location!;
    }

    private Task<HttpResponseMessage> PatchAsync(Uri url, long offset, byte[] bytes, string? checksum = null, TestUser? user = null) =>
        (user ?? _user).Client.SendAsync(Patch(url, offset, Body(bytes), checksum));

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri url, TestUser? user = null)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return (user ?? _user).Client.SendAsync(request);
    }

    private async Task ShouldBeStoredAsync(Uri url, byte[] content)
    {
        await using var stored = await gateway.Services.GetRequiredService<IObjectStore>().OpenReadAsync(ObjectKeys.Upload(IdOf(url)));
        using var bytes = new MemoryStream();
        await stored.ShouldNotBeNull().Content.CopyToAsync(bytes);
        bytes.ToArray().AsSpan().SequenceEqual(content).ShouldBeTrue("the object has the bytes that were sent");
    }

    /// <summary>Sends a part of what it announced, then nothing.</summary>
    private sealed class StallingContent : HttpContent
    {
        private readonly byte[] _content;
        private readonly int _count;
        private readonly TaskCompletionSource _sent;

        public StallingContent(byte[] content, int count, TaskCompletionSource sent)
        {
            (_content, _count, _sent) = (content, count, sent);
            Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(_content.AsMemory(0, _count), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            _sent.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Length;
            return true;
        }
    }
}

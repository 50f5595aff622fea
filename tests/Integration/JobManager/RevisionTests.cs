using System.Net;
using Google.Protobuf;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>Revisions of captions: which are kept, which take the place of others, and their names.</summary>
[Collection(JobManagerCollection.Name)]
public sealed class RevisionTests(JobManagerFixture jobs) : IAsyncLifetime
{
    private FakeWorker _worker = null!;
    private Guid _id;

    public async Task InitializeAsync()
    {
        _worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var job = jobs.NewJob();
        _id = job.Id;
        await jobs.SubmitAsync(job);
        await _worker.EndAsync(await _worker.AssignedAsync(_id), result: """{"revision":0}""");
        await Eventually.BecomesTrueAsync(async () => (await jobs.GetAsync(_id)).State == JobState.Succeeded);
    }

    public async Task DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task What_one_user_autosaves_within_minutes_is_one_revision()
    {
        (await SaveAsync(1, isAutosaved: true)).ShouldBeEmpty();
        (await SaveAsync(2, isAutosaved: true)).ShouldBe(["captions/1"]);
        (await SaveAsync(3, isAutosaved: true)).ShouldBe(["captions/2"]);
        (await NumbersAsync()).ShouldBe([3]);

        // Somebody who types all day has several nevertheless.
        await jobs.ScalarAsync<object>("UPDATE jobs.saved_revisions SET begun_at = begun_at - interval '6 minutes' WHERE job_id = $1", _id);
        (await SaveAsync(4, isAutosaved: true)).ShouldBeEmpty();
        (await NumbersAsync()).ShouldBe([4, 3]);
    }

    [Fact]
    public async Task What_is_saved_by_a_link_takes_no_place_of_what_its_owner_saved()
    {
        var link = Guid.CreateVersion7();
        await SaveAsync(1, isAutosaved: true);
        (await SaveAsync(2, isAutosaved: true, link: link)).ShouldBeEmpty();
        (await SaveAsync(3, isAutosaved: true, link: link)).ShouldBe(["captions/2"]);
        (await SaveAsync(4, isAutosaved: true, link: Guid.CreateVersion7())).ShouldBeEmpty();
        (await SaveAsync(5, isAutosaved: true)).ShouldBeEmpty();
        (await NumbersAsync()).ShouldBe([5, 4, 3, 1]);

        var listed = (await ListAsync()).Revisions;
        listed[0].SavedBy.ToGuid().ShouldBe(jobs.Owner);
        listed[2].SavedBy.ToGuid().ShouldBe(link);
        var refused = await ReplaceAsync((await jobs.GetAsync(_id)).Version, new NewRevision { Number = 6, ObjectKey = "captions/6", LinkId = ByteString.CopyFromUtf8("short") });
        refused.Refusal!.Errors.ShouldHaveSingleItem().Field.ShouldBe("revision.link_id");
    }

    [Fact]
    public async Task A_revision_of_another_user_one_that_was_saved_at_once_and_a_named_one_stay()
    {
        var other = JobManagerFixture.ActorOf(Guid.CreateVersion7(), isOperator: true);
        await SaveAsync(1, isAutosaved: true);
        (await SaveAsync(2, isAutosaved: true, other)).ShouldBeEmpty();
        (await SaveAsync(3, isAutosaved: false, other)).ShouldBeEmpty();
        (await SaveAsync(4, isAutosaved: true, other)).ShouldBeEmpty();
        (await NameAsync(4, "Reviewed")).Required.Name.ShouldBe("Reviewed");
        (await SaveAsync(5, isAutosaved: true, other)).ShouldBeEmpty();
        (await NumbersAsync()).ShouldBe([5, 4, 3, 2, 1]);

        var listed = (await ListAsync()).Revisions;
        listed[1].Name.ShouldBe("Reviewed");
        listed[0].HasName.ShouldBeFalse();
        listed[0].SavedBy.ShouldBe(other.UserId);
        listed[0].ObjectKey.ShouldBe("captions/5");
        listed[4].SavedBy.ToGuid().ShouldBe(jobs.Owner);
    }

    [Fact]
    public async Task The_newest_revisions_and_those_with_names_are_kept()
    {
        await jobs.ScalarAsync<object>(
            """
            INSERT INTO jobs.saved_revisions (job_id, number, owner_id, object_key, bytes, saved_by, saved_at, begun_at, is_autosaved, name)
            SELECT $1, n, $2, 'captions/' || n, 1, $2, now(), now(), false, CASE WHEN n = 2 THEN 'First draft' END FROM generate_series(1, 200) AS n
            """,
            _id,
            jobs.Owner);
        (await SaveAsync(201, isAutosaved: false)).ShouldBe(["captions/1"]);
        (await NumbersAsync()).Count.ShouldBe(ResultRevisions.Max);
        (await SaveAsync(202, isAutosaved: false)).ShouldBe(["captions/3"]);

        // Without its name it is an old one as others.
        (await NameAsync(2, null)).Required.HasName.ShouldBeFalse();
        (await SaveAsync(203, isAutosaved: false)).ShouldBe(["captions/4", "captions/2"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_limited_number_of_revisions_has_names()
    {
        await jobs.ScalarAsync<object>(
            """
            INSERT INTO jobs.saved_revisions (job_id, number, owner_id, object_key, bytes, saved_by, saved_at, begun_at, is_autosaved, name)
            SELECT $1, n, $2, 'captions/' || n, 1, $2, now(), now(), false, CASE WHEN n <= 50 THEN 'Draft ' || n END FROM generate_series(1, 51) AS n
            """,
            _id,
            jobs.Owner);
        var full = await NameAsync(51, "One more");
        full.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        full.Refusal!.Code.ShouldBe("quota_exceeded");
        (await NameAsync(50, "Another name")).Required.Name.ShouldBe("Another name");
        (await NameAsync(1, null)).EnsureSuccess();
        (await NameAsync(51, "One more")).EnsureSuccess();
    }

    [Fact]
    public async Task Only_a_revision_that_is_kept_has_a_name_and_only_for_who_may_see_the_job()
    {
        await SaveAsync(1, isAutosaved: false);
        (await NameAsync(2, "Later")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await NameAsync(1, "Theirs", JobManagerFixture.ActorOf(Guid.CreateVersion7()))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await NameAsync(1, "")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await NameAsync(1, new string('x', 101))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var stranger = await CallAnswer<ListRevisionsReply>.OfAsync(jobs.Calls.ListRevisionsAsync(new GetJobRequest { Id = _id.ToBytes(), OwnerId = Guid.CreateVersion7().ToBytes() }));
        stranger.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // What an operator does to the job of another user is in the audit log.
        var @operator = Guid.CreateVersion7();
        (await NameAsync(1, "Checked", JobManagerFixture.ActorOf(@operator, isOperator: true))).EnsureSuccess();
        (await jobs.AuditAsync()).ShouldContain(entry => entry.ActorId == @operator && entry.Action == "job.name_revision" && entry.JobId == _id);
    }

    [Fact]
    public async Task Revisions_of_the_version_before_count_towards_the_quota()
    {
        await jobs.ScalarAsync<object>("INSERT INTO jobs.revisions (job_id, owner_id, total_bytes, bytes) VALUES ($1, $2, 1073741824, ARRAY[1073741824])", _id, jobs.Owner);
        var version = (await jobs.GetAsync(_id)).Version;
        (await ReplaceAsync(version, new NewRevision { Number = 1, ObjectKey = "captions/1", Bytes = 1 })).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        await jobs.ScalarAsync<object>("DELETE FROM jobs.revisions WHERE job_id = $1", _id);
        (await ReplaceAsync(version, new NewRevision { Number = 1, ObjectKey = "captions/1", Bytes = 1 })).EnsureSuccess();
    }

    private async Task<IReadOnlyList<string>> SaveAsync(int number, bool isAutosaved, Actor? actor = null, Guid? link = null)
    {
        var revision = new NewRevision { Number = number, ObjectKey = $"captions/{number}", Bytes = 10, IsAutosaved = isAutosaved, LinkId = link.ToBytes() };
        return (await ReplaceAsync((await jobs.GetAsync(_id)).Version, revision, actor)).Required.DroppedObjects;
    }

    private Task<CallAnswer<ReplaceResultReply>> ReplaceAsync(long version, NewRevision revision, Actor? actor = null) =>
        jobs.ReplaceResultAsync(_id, actor ?? JobManagerFixture.ActorOf(jobs.Owner), version, $$"""{"revision":{{revision.Number}}}""", revision);

    private async Task<ListRevisionsReply> ListAsync() => await jobs.Calls.ListRevisionsAsync(new GetJobRequest { Id = _id.ToBytes(), OwnerId = jobs.Owner.ToBytes() });

    private async Task<IReadOnlyList<int>> NumbersAsync() => [.. (await ListAsync()).Revisions.Select(revision => revision.Number)];

    private Task<CallAnswer<StoredRevision>> NameAsync(int number, string? name, Actor? actor = null)
    {
        var request = new NameRevisionRequest { Actor = actor ?? JobManagerFixture.ActorOf(jobs.Owner), Id = _id.ToBytes(), Number = number };
        if (name is not null)
        {
            request.Name = name;
        }

        return CallAnswer<StoredRevision>.OfAsync(jobs.Calls.NameRevisionAsync(request));
    }
}

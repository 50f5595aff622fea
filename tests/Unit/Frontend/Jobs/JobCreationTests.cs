using System.Net;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Platform.Frontend.Jobs;
using Platform.Frontend.Live;
using Platform.Frontend.Uploads;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

public sealed class JobCreationTests : IDisposable
{
    private readonly Gate _gate = new();
    private readonly ManualTime _time = new();
    private readonly JobDraft _draft = new();
    private readonly UploadList _files = new();
    private readonly List<CaptionsInput> _asked = [];
    private readonly JobCreation _creation;
    private Exception? _fault;
    private int _completed;

    public JobCreationTests()
    {
        _creation = new(_draft, _files, new Polling(_gate, _time), CreateAsync, exception => exception is GatewayException or GatewayUnavailableException);
        _creation.Completed += () => _completed++;
    }

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task An_incomplete_form_creates_nothing()
    {
        await _creation.SubmitAsync();
        _draft.Errors.Keys.ShouldBe(["source"]);
        (_asked.Count, _creation.IsWaiting, _completed).ShouldBe((0, false, 0));
    }

    [Fact]
    public async Task The_URL_and_each_file_become_a_job_once_the_files_as_they_are_uploaded()
    {
        _draft.Url = "https://example.org/a.mp3";
        Upload("one", "done");
        Upload("two", "sending");
        await _creation.SubmitAsync();
        _asked.Count.ShouldBe(2);
        (_creation.IsWaitingInSight, _completed).ShouldBe((true, 0));

        Upload("two", "done");
        await _creation.ContinueAsync();
        _asked.Count.ShouldBe(3);
        (_completed, _creation.Jobs.Count).ShouldBe((1, 3));
        Batches.IsTag(_draft.BatchTag).ShouldBeTrue();
        _draft.Request(new CaptionsInput(), start: null).Tags.ShouldBe([_draft.BatchTag!]);
        _asked.Select(input => input.Url is null).ShouldBe([false, true, true]);
    }

    [Fact]
    public async Task Nothing_is_created_before_the_form_is_submitted_or_after_waiting_was_stopped()
    {
        Upload("one", "sending");
        await _creation.ContinueAsync();
        await _creation.SubmitAsync();
        _creation.Stop();
        Upload("one", "done");
        await _creation.ContinueAsync();
        _asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_removed_while_it_is_uploaded_ends_waiting_without_a_job()
    {
        Upload("one", "sending");
        await _creation.SubmitAsync();
        _files.Remove("one");
        await _creation.ContinueAsync();
        (_creation.IsWaiting, _completed).ShouldBe((false, 0));
    }

    [Fact]
    public async Task What_the_API_refuses_is_shown_in_the_form_and_not_tried_again()
    {
        _draft.Url = "https://example.org/a.mp3";
        _fault = new GatewayException(HttpStatusCode.UnprocessableEntity, new Problem { Errors = new() { ["input.url"] = ["Not there."] } }, null);
        await _creation.SubmitAsync();
        _draft.Errors.Keys.ShouldBe(["url"]);
        (_creation.Failure, _creation.IsWaiting).ShouldBe((null, false));

        _fault = new GatewayException(HttpStatusCode.UnprocessableEntity, new Problem { Errors = new() { ["webhook"] = ["No."] } }, null);
        await _creation.SubmitAsync();
        _creation.Failure.ShouldBe(_fault);
    }

    [Fact]
    public async Task A_failure_that_passes_is_shown_until_another_attempt_has_ended()
    {
        using var stop = new CancellationTokenSource();
        var tried = 0;
        var retrying = _creation.RetryAsync(() => tried++, stop.Token);
        _draft.Url = "https://example.org/a.mp3";
        _fault = new GatewayUnavailableException(new HttpRequestException("Connection refused"));
        await _creation.SubmitAsync();
        _creation.Failure.ShouldBe(_fault);
        (_creation.IsWaiting, _creation.IsWaitingInSight).ShouldBe((false, false));
        _creation.Wait.ShouldBeGreaterThan(TimeSpan.FromSeconds(2));

        _fault = null;
        await Eventually.BecomesTrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return tried == 1;
        });
        (_creation.Failure, _completed).ShouldBe((null, 1));
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => retrying);
    }

    [Fact]
    public async Task Editing_the_form_forgets_the_failure()
    {
        _draft.Url = "https://example.org/a.mp3";
        _fault = new GatewayUnavailableException(new HttpRequestException("Connection refused"));
        await _creation.SubmitAsync();
        _creation.Edited();
        _creation.Failure.ShouldBeNull();
    }

    private Task<Guid> CreateAsync(CaptionsInput input)
    {
        if (_fault is not null)
        {
            return Task.FromException<Guid>(_fault);
        }

        _asked.Add(input);
        return Task.FromResult(Guid.CreateVersion7(_time.GetUtcNow()));
    }

    private void Upload(string key, string state) => _files.Take([new UploadItem { Key = key, State = state, UploadId = Guid.CreateVersion7(_time.GetUtcNow()) }]);
}

using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Shouldly;

namespace Platform.EndToEnd.Upgrades;

/// <summary>A recording that is always being captioned: when it is done, again. It has the same captions each time.</summary>
internal sealed class RecordingLoad(ApiUser user, Guid upload)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    private volatile bool _isOver;
    private Task _running = Task.CompletedTask;
    private string? _text;

    /// <summary>How often it was captioned.</summary>
    public int Done { get; private set; }

    /// <summary>How many attempts that took.</summary>
    public int Attempts { get; private set; }

    public void Start() => _running = RunAsync();

    /// <summary>Ends the load when the recording is done once more.</summary>
    public Task StopAsync()
    {
        _isOver = true;
        return _running.WaitAsync(s_limit);
    }

    private async Task RunAsync()
    {
        while (!_isOver)
        {
            var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: upload, Language: "en"));
            var job = await user.WaitUntilFinalAsync(accepted.Id, s_limit);
            job.State.ShouldBe(JobState.Succeeded, job.Error?.ToString());
            var captions = await ApiUser.ReadAsync<CaptionDocument>(await user.Http.GetAsync($"/api/v1/jobs/{job.Id}/captions?format=json"));
            var text = string.Join('\n', captions.Cues.Select(cue => cue.Text));
            text.ShouldNotBeEmpty();
            _text ??= text;
            text.ShouldBe(_text);
            Done++;
            Attempts += job.Attempt;
        }
    }
}

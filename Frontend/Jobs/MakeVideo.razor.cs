using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Jobs;

/// <summary>Submits a job that puts captions into their recording.</summary>
public partial class MakeVideo
{
    private readonly CancellationTokenSource _closing = new();
    private JobKeys? _keys;
    private string _container = VideoContainer.Mp4;
    private string _size = BurnedStyle.Medium;
    private string _position = BurnedStyle.Bottom;
    private bool _isBurned;
    private bool _isBusy;

    /// <summary>Gets or sets the job with the captions.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }

    /// <summary>Gets or sets whether the recording has a picture into which captions can be drawn.</summary>
    [Parameter, EditorRequired] public bool HasVideo { get; set; }

    /// <summary>Cancels what is under way.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }

    private CreateJobRequest Request()
    {
        var input = _isBurned ? new CaptionedVideoInput(JobId, Burn: true, Style: new BurnedStyle(_size, _position)) : new CaptionedVideoInput(JobId, _container);
        return new CreateJobRequest(JobKinds.CaptionedVideo, JsonSerializer.SerializeToElement(input, GatewayClientJson.Default.CaptionedVideoInput));
    }

    private async Task SubmitAsync()
    {
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        try
        {
            var wanted = Request();
            _keys ??= new JobKeys(Time);
            var job = await Api.CreateAsync(wanted, _keys.Of(wanted), _closing.Token);
            Navigation.NavigateTo($"/jobs/{job.Id}");
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception exception) when (exception.IsShown())
        {
            Notices.Bad(Explain.Line(exception));
        }
        finally
        {
            _isBusy = false;
        }
    }
}

using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Worker.Kinds;
using Platform.Worker.Recognition;

namespace Platform.Worker.Captioning;

/// <summary>Holds what all steps of one attempt at a captions job need.</summary>
/// <param name="Job">The job.</param>
/// <param name="Input">The job's input.</param>
/// <param name="Chosen">The recogniser of this attempt; null if nothing is recognised.</param>
/// <param name="Work">The job's objects in storage.</param>
/// <param name="Progress">Reports the progress of the job.</param>
/// <param name="Folder">The folder for files of this attempt, which is deleted at its end.</param>
internal sealed record CaptionsRun(JobContext Job, CaptionsInput Input, ChosenEngine? Chosen, WorkObjects Work, CaptionsProgress Progress, string Folder)
{
    /// <summary>Gets whether speech is recognised; otherwise somebody will type the captions.</summary>
    public bool IsRecognised => Chosen is not null;

    /// <summary>Gets the recogniser.</summary>
    /// <exception cref="InvalidOperationException">Nothing is recognised.</exception>
    public ChosenEngine Engine => Chosen ?? throw new InvalidOperationException("Nothing is recognised in this job.");

    /// <summary>Gets whether the parts are recognised by Whisper.</summary>
    public bool IsWhisper => Engine.Recogniser is Whisper;

    /// <summary>Gets whether the captions are to show who speaks.</summary>
    public bool WantsSpeakers => Input.Speakers is not null || Input.DetectSpeakers == true;

    /// <summary>Saves a checkpoint, which tells users who watch the job which step comes next.</summary>
    public void Checkpoint(CaptionsCheckpoint checkpoint) =>
        Job.SaveCheckpoint(JsonSerializer.SerializeToElement(checkpoint, CaptioningJson.Default.CaptionsCheckpoint));
}

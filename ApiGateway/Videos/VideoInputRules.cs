using System.Text.Json;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Submission;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Videos;

/// <summary>
/// Validates the inputs of kind <c>captioned_video</c>. Where captions and recording are is taken from the captions job, never from the request.
/// </summary>
internal sealed class VideoInputRules(JobManagerClient jobs) : IInputRules
{
    private static readonly FieldError s_noInput = FieldError.Of(FieldRules.Type, "An object with captions_job_id is needed.");
    private static readonly FieldError s_unknown = FieldError.Of(FieldRules.JobUnknown, "There is no such captions job of yours.");
    private static readonly FieldError s_without = FieldError.Of(FieldRules.JobWithoutCaptions, "This job has no captions, or none yet.");
    private static readonly FieldError s_noPicture = FieldError.Of(FieldRules.NoPicture, "The recording has no moving picture into which captions could be burned.");

    public string Kind => JobKinds.CaptionedVideo;

    public bool LooksUp => true;

    public object? Read(JsonElement? input, string path, FieldErrors errors)
    {
        if (InputJson.Read(input, GatewayJson.Default.CaptionedVideoInput, s_noInput, path, errors) is not { } read)
        {
            return null;
        }

        CheckOneOf(read.Container, VideoContainer.All, path + ".container", errors);
        CheckOneOf(read.Style?.Size, BurnedStyle.Sizes, path + ".style.size", errors);
        CheckOneOf(read.Style?.Position, BurnedStyle.Positions, path + ".style.position", errors);
        if (read.Burn == true && read.Container == VideoContainer.Mkv)
        {
            errors.Add(path + ".container", FieldError.OneOf([VideoContainer.Mp4], "Burned captions are in an mp4."));
        }

        if (read.Burn != true && read.Style is not null)
        {
            errors.Add(path + ".style", FieldError.Other("Only burned captions have a style; a track has that of the player."));
        }

        return read;
    }

    public async ValueTask<ValidJob> LookUpAsync(ValidJob job, InputLookUp where, CancellationToken cancellationToken)
    {
        var asked = (CaptionedVideoInput)job.Input!;

        // Only the user's own, even for an operator: the new job, and its file, will be the user's.
        var source = await jobs.GetAsync(asked.CaptionsJobId, where.Owner, cancellationToken);
        if (source is not { Kind: JobKinds.Captions })
        {
            where.Errors.Add(where.Path + "captions_job_id", s_unknown);
            return job;
        }

        if (ResultOf(source) is not { CaptionsObject: { } captions, MediaObject: { } media } result)
        {
            where.Errors.Add(where.Path + "captions_job_id", s_without);
            return job;
        }

        if (asked.Burn == true && !result.HasVideo)
        {
            where.Errors.Add(where.Path + "burn", s_noPicture);
        }

        var task = new CaptionedVideoTask(
            asked.CaptionsJobId, asked.Container ?? VideoContainer.Mp4, asked.Burn == true, asked.Style, result.Revision, captions, media);
        return job with { Title = job.Title ?? source.Title, Filled = task };
    }

    private static void CheckOneOf(string? value, IReadOnlyList<string> values, string path, FieldErrors errors)
    {
        if (value is not null && !values.Contains(value, StringComparer.Ordinal))
        {
            errors.AddMalformed(path, FieldError.OneOf(values, $"One of {string.Join(", ", values)}."));
        }
    }

    private static CaptionsResult? ResultOf(JobRecord job)
    {
        try
        {
            return job is { State: JobState.Succeeded, Result: { ValueKind: JsonValueKind.Object } result } ? result.Deserialize(ContractsJson.Default.CaptionsResult) : null;
        }
        catch (JsonException)
        {
            // Written by another version.
            return null;
        }
    }
}

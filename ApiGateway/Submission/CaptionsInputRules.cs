using System.Text.Json;
using Platform.ApiGateway.CaptionSettings;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Uploads;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Submission;

/// <summary>Validates the inputs of kind <c>captions</c>.</summary>
internal sealed class CaptionsInputRules(TargetGuard targets, UploadLookup uploads) : IInputRules
{
    private static readonly FieldError s_track = FieldError.Number(0, CaptionsInput.MaxTrack, "The number of a sound track: a whole number, 0 to 99.");
    private static readonly string[] s_sources = ["url", "upload_id"];
    private static readonly FieldError s_noInput = FieldError.ExactlyOne(s_sources, "An object with either url or upload_id is needed.");

    public string Kind => JobKinds.Captions;

    public bool LooksUp => true;

    public object? Read(JsonElement? input, string path, FieldErrors errors)
    {
        var read = InputJson.Read(
            input, GatewayJson.Default.CaptionsInput, s_noInput, path, errors, static field => field switch { "track" => s_track, "speakers" => CaptionRules.Speakers, _ => null });
        if (read is null)
        {
            return null;
        }

        if ((read.Url is null) == (read.UploadId is null))
        {
            errors.Add(path, FieldError.ExactlyOne(s_sources, "Exactly one of url and upload_id is needed."));
        }

        if (read.RecognitionOf is not null)
        {
            errors.Add(path + ".recognition_of", FieldError.Other("A recording is recognised again by POST /jobs/{id}/recognitions."));
        }

        return Check(read, path + ".", errors);
    }

    public async ValueTask<ValidJob> LookUpAsync(ValidJob job, InputLookUp where, CancellationToken cancellationToken)
    {
        if (job.Captions?.Url is { } url)
        {
            await targets.CheckMediaAsync(url, where.Path + "url", where.Errors, where.Hosts);
            return job with { Title = job.Title ?? TitleOf(url) };
        }

        if (job.Captions?.UploadId is not { } uploadId)
        {
            return job;
        }

        var upload = await uploads.FindAsync(uploadId, where.Owner, cancellationToken);
        if (upload is null)
        {
            where.Errors.Add(where.Path + "upload_id", SubmittedUploads.Unknown);
        }
        else if (!upload.IsStored)
        {
            where.Errors.Add(where.Path + "upload_id", FieldError.Of(FieldRules.UploadUnfinished, "This upload is not finished."));
        }

        return job with { Title = job.Title ?? (upload?.FileName is { } name ? JobRules.TitleOfName(name) : null) };
    }

    /// <summary>Validates the caption settings, whatever the source of the recording is.</summary>
    public static CaptionsInput Check(CaptionsInput input, string path, FieldErrors errors)
    {
        var language = CaptionRules.CheckLanguage(input.Language, mayBeAny: true, path, errors);
        if (input.Track is < 0 or > CaptionsInput.MaxTrack)
        {
            errors.AddMalformed(path + "track", s_track);
        }

        CaptionRules.CheckSpeakers(input.Speakers, path, errors);
        CaptionRules.CheckStyle(input.Style, path, errors);
        CaptionRules.CheckRange(input.Range, path, errors);
        return input with { Language = language, Vocabulary = CaptionRules.CheckVocabulary(input.Vocabulary, path, errors) };
    }

    /// <summary>Derives a title from a URL: the file name, or the host if that is not suitable.</summary>
    private static string? TitleOf(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return null;
        }

        return JobRules.TitleOfName(Uri.UnescapeDataString(uri.Segments[^1].Trim('/'))) ?? JobRules.TitleOfName(uri.Host);
    }
}

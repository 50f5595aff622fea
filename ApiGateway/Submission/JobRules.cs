using System.Globalization;
using System.Text.Json;
using Platform.ApiGateway.CaptionSettings;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Uploads;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Submission;

/// <summary>Validates submitted jobs. Every error is added with the path of its field.</summary>
internal sealed class JobRules(TargetGuard targets, HostNames names, UploadLookup uploads, TimeProvider time)
{
    private const int MaxTitle = 200;
    private const int MaxTags = 10;
    private const int MaxTag = 50;
    private const int MaxAttempts = 25;
    private const int MaxTimeoutSeconds = 86_400;
    private static readonly FieldError s_title = FieldError.Line(1, MaxTitle, "A title has 1 to 200 characters, no control characters.");
    private static readonly FieldError s_tag = FieldError.Line(1, MaxTag, "A tag has 1 to 50 characters, no control characters.");
    private static readonly FieldError s_track = FieldError.Number(0, CaptionsInput.MaxTrack, "The number of a sound track: a whole number, 0 to 99.");
    private static readonly string[] s_sources = ["url", "upload_id"];
    private static readonly FieldError s_noInput = FieldError.ExactlyOne(s_sources, "An object with either url or upload_id is needed.");
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromDays(366);

    /// <summary>Validates a job; null if it is invalid.</summary>
    /// <param name="request">The job.</param>
    /// <param name="id">The id of the job.</param>
    /// <param name="owner">The owner of the job.</param>
    /// <param name="path">The path of the job in the body, with a trailing dot.</param>
    /// <param name="errors">Receives the errors.</param>
    /// <param name="ahead">The resolved names of its batch (<see cref="ResolveAhead"/>); null for a single job.</param>
    /// <param name="cancellationToken">Cancels the validation.</param>
    public ValueTask<ValidJob?> CheckAsync(
        CreateJobRequest request, Guid id, Guid owner, string path, FieldErrors errors, RequestNames? ahead, CancellationToken cancellationToken)
    {
        request = CheckTexts(request, path, errors);
        CheckNumbers(request, path, errors);
        var hasWebhook = request.Webhook is not null;
        switch (request.Kind)
        {
            case JobKinds.Probe:
                CheckProbe(request.Input, path, errors);
                return hasWebhook
                    ? FinishAsync(request, null, id, owner, path, errors, ahead, cancellationToken)
                    : ValueTask.FromResult(errors.Any ? null : new ValidJob(id, request, null, request.Title));
            case JobKinds.Captions:
                return FinishAsync(request, CaptionsInputOf(request.Input, path, errors), id, owner, path, errors, ahead, cancellationToken);
            default:
                errors.Add(path + "kind", FieldError.OneOf([JobKinds.Captions, JobKinds.Probe], "Known kinds are captions and probe."));
                return ValueTask.FromResult<ValidJob?>(null);
        }
    }

    /// <summary>Starts to resolve all names of a batch in parallel; its jobs are validated one after another.</summary>
    public RequestNames ResolveAhead(IReadOnlyList<CreateJobRequest> batch, Guid owner, CancellationToken cancellationToken)
    {
        var ahead = new RequestNames(names, owner, time, cancellationToken);
        foreach (var job in batch)
        {
            targets.ResolveAhead(UrlOf(job), job?.Webhook?.Url, ahead);
        }

        return ahead;
    }

    private static string? UrlOf(CreateJobRequest? job) =>
        job is { Kind: JobKinds.Captions, Input: { ValueKind: JsonValueKind.Object } input } && input.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String
            ? url.GetString()
            : null;

    private async ValueTask<ValidJob?> FinishAsync(
        CreateJobRequest request, CaptionsInput? input, Guid id, Guid owner, string path, FieldErrors errors, RequestNames? ahead, CancellationToken cancellationToken)
    {
        using var own = ahead is null ? new RequestNames(names, owner, time, cancellationToken) : null;
        var hosts = (ahead ?? own)!;
        if (request.Webhook is { } webhook)
        {
            await targets.CheckWebhookAsync(webhook.Url, path + "webhook.url", errors, hosts);
            if (webhook.Secret.Length is < 16 or > 200)
            {
                errors.Add(path + "webhook.secret", FieldError.Characters(16, 200, "A secret has 16 to 200 characters."));
            }
        }

        var title = request.Title;
        if (input?.Url is { } url)
        {
            await targets.CheckMediaAsync(url, path + "input.url", errors, hosts);
            title ??= TitleOf(url);
        }
        else if (input?.UploadId is { } uploadId)
        {
            var upload = await uploads.FindAsync(uploadId, owner, cancellationToken);
            if (upload is null)
            {
                errors.Add(path + "input.upload_id", SubmittedUploads.Unknown);
            }
            else if (!upload.IsStored)
            {
                errors.Add(path + "input.upload_id", FieldError.Of(FieldRules.UploadUnfinished, "This upload is not finished."));
            }

            title ??= upload?.FileName is { } name ? TitleOfName(name) : null;
        }

        return errors.Any ? null : new ValidJob(id, request, input, title);
    }

    /// <summary>Validates title and tags, and normalises them for searching.</summary>
    private static CreateJobRequest CheckTexts(CreateJobRequest request, string path, FieldErrors errors)
    {
        if (request.Title is { } title)
        {
            var normal = NormalTexts.Read(title, path + "title", MaxTitle, s_title, errors);
            if (normal is not null && HasControls(normal))
            {
                errors.Add(path + "title", s_title);
            }

            if (normal != title)
            {
                request = request with { Title = normal };
            }
        }

        return request.Tags is { Count: > 0 } tags ? request with { Tags = CheckTags(tags, path, errors) } : request;
    }

    private static string[] CheckTags(IReadOnlyList<string> tags, string path, FieldErrors errors)
    {
        if (tags.Count > MaxTags)
        {
            errors.Add(path + "tags", FieldError.Items(0, MaxTags, "A job has at most 10 tags."));
            return [];
        }

        var normal = new string[tags.Count];
        for (var i = 0; i < normal.Length; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"{path}tags[{i}]");
            normal[i] = NormalTexts.Read(tags[i] ?? "", field, MaxTag, s_tag, errors) ?? "";
            if (HasControls(normal[i]))
            {
                errors.Add(field, s_tag);
            }
            else if (normal[i].Contains(',', StringComparison.Ordinal))
            {
                // Filters of lists separate tags with commas.
                errors.AddMalformed(field, FieldError.Of(FieldRules.Comma, "A tag has no comma."));
            }
        }

        return normal;
    }

    private void CheckNumbers(CreateJobRequest request, string path, FieldErrors errors)
    {
        if (request.MaxAttempts is < 1 or > MaxAttempts)
        {
            errors.Add(path + "max_attempts", FieldError.Number(1, MaxAttempts, "1 to 25."));
        }

        if (request.TimeoutSeconds is < 1 or > MaxTimeoutSeconds)
        {
            errors.Add(path + "timeout_seconds", FieldError.Number(1, MaxTimeoutSeconds, "1 to 86,400."));
        }

        if (request.StartAt is { } startAt && startAt - time.GetUtcNow() > s_maxDelay)
        {
            errors.Add(path + "start_at", FieldError.Of(FieldRules.TooFarAhead, "At most a year ahead."));
        }
    }

    private static void CheckProbe(JsonElement? input, string path, FieldErrors errors)
    {
        if (input is not { } element)
        {
            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.AddMalformed(path + "input", FieldError.Of(FieldRules.Type, "An object, or left out."));
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            errors.AddMalformed(path + "input." + property.Name, FieldError.UnknownField);
        }
    }

    private static CaptionsInput? CaptionsInputOf(JsonElement? element, string path, FieldErrors errors)
    {
        if (element is not { } given)
        {
            errors.Add(path + "input", s_noInput);
            return null;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            errors.AddMalformed(path + "input", s_noInput);
            return null;
        }

        CaptionsInput? input;
        try
        {
            input = given.Deserialize(GatewayJson.Default.CaptionsInput);
        }
        catch (JsonException exception)
        {
            // The path of an error within the input is relative to it.
            foreach (var (field, faults) in JsonFaults.ToProblem(exception).Errors!)
            {
                foreach (var fault in faults)
                {
                    errors.AddMalformed(field == "$" ? path + "input" : path + "input." + field, field switch { "track" => s_track, "speakers" => CaptionRules.Speakers, _ => fault });
                }
            }

            return null;
        }

        if ((input!.Url is null) == (input.UploadId is null))
        {
            errors.Add(path + "input", FieldError.ExactlyOne(s_sources, "Exactly one of url and upload_id is needed."));
        }

        if (input.RecognitionOf is not null)
        {
            errors.Add(path + "input.recognition_of", FieldError.Other("A recording is recognised again by POST /jobs/{id}/recognitions."));
        }

        return CheckCaptions(input, path + "input.", errors);
    }

    /// <summary>Validates the caption settings, whatever the source of the recording is.</summary>
    public static CaptionsInput CheckCaptions(CaptionsInput input, string path, FieldErrors errors)
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

    private static bool HasControls(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Derives a title from a URL: the file name, or the host if that is not suitable.</summary>
    private static string? TitleOf(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return null;
        }

        return TitleOfName(Uri.UnescapeDataString(uri.Segments[^1].Trim('/'))) ?? TitleOfName(uri.Host);
    }

    /// <summary>Derives a title from a file name; null if it is not suitable.</summary>
    private static string? TitleOfName(string name)
    {
        var trimmed = name.Trim();
        return trimmed.Length == 0 || HasControls(trimmed) || TextRule.Normalise(trimmed, out var normal) is not null ? null : TextCut.Begin(normal, MaxTitle);
    }
}

/// <summary>Represents a validated job. Of inputs it holds those of captions jobs only: other kinds have none yet.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Request">The request.</param>
/// <param name="Captions">The requested input of a captions job; null for other kinds, whose input is an empty object.</param>
/// <param name="Title">The given title, or one derived from the input.</param>
/// <param name="Filled">The input completed with the account's defaults; null if nothing was filled in.</param>
internal sealed record ValidJob(Guid Id, CreateJobRequest Request, CaptionsInput? Captions, string? Title, CaptionsInput? Filled = null);

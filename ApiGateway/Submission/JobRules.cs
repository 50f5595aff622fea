using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Submission;

/// <summary>Validates submitted jobs. Every error is added with the path of its field.</summary>
internal sealed class JobRules(TargetGuard targets, HostNames names, IEnumerable<IInputRules> kinds, TimeProvider time)
{
    private const int MaxTitle = 200;
    private const int MaxTags = 10;
    private const int MaxTag = 50;
    private const int MaxAttempts = 25;
    private const int MaxTimeoutSeconds = 86_400;
    private static readonly FieldError s_title = FieldError.Line(1, MaxTitle, "A title has 1 to 200 characters, no control characters.");
    private static readonly FieldError s_tag = FieldError.Line(1, MaxTag, "A tag has 1 to 50 characters, no control characters.");
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromDays(366);

    private readonly FrozenDictionary<string, IInputRules> _kinds = kinds.ToFrozenDictionary(static kind => kind.Kind, StringComparer.Ordinal);
    private readonly string[] _names = [.. kinds.Select(static kind => kind.Kind).Order(StringComparer.Ordinal)];

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
        if (!_kinds.TryGetValue(request.Kind, out var kind))
        {
            errors.Add(path + "kind", FieldError.OneOf(_names, $"Known kinds are {string.Join(", ", _names[..^1])} and {_names[^1]}."));
            return ValueTask.FromResult<ValidJob?>(null);
        }

        var job = new ValidJob(id, request, kind.Read(request.Input, path + "input", errors), request.Title);
        return request.Webhook is not null || (kind.LooksUp && job.Input is not null)
            ? FinishAsync(job, kind, owner, path, errors, ahead, cancellationToken)
            : ValueTask.FromResult(errors.Any ? null : job);
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
        ValidJob job, IInputRules kind, Guid owner, string path, FieldErrors errors, RequestNames? ahead, CancellationToken cancellationToken)
    {
        using var own = ahead is null ? new RequestNames(names, owner, time, cancellationToken) : null;
        var hosts = (ahead ?? own)!;
        if (job.Request.Webhook is { } webhook)
        {
            await targets.CheckWebhookAsync(webhook.Url, path + "webhook.url", errors, hosts);
            if (webhook.Secret.Length is < 16 or > 200)
            {
                errors.Add(path + "webhook.secret", FieldError.Characters(16, 200, "A secret has 16 to 200 characters."));
            }
        }

        if (job.Input is not null)
        {
            job = await kind.LookUpAsync(job, new InputLookUp(owner, path + "input.", errors, hosts), cancellationToken);
        }

        return errors.Any ? null : job;
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

    /// <summary>Derives a title from a file name; null if it is not suitable.</summary>
    public static string? TitleOfName(string name)
    {
        var trimmed = name.Trim();
        return trimmed.Length == 0 || HasControls(trimmed) || TextRule.Normalise(trimmed, out var normal) is not null ? null : TextCut.Begin(normal, MaxTitle);
    }
}

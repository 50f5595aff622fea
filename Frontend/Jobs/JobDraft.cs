using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Holds the input of the form for new jobs, and its errors.</summary>
internal sealed class JobDraft
{
    private const int MaxTags = 10;
    private const int MaxTagLength = 50;

    // The fields of the form, and their names in the API.
    private static readonly (string Field, string[] Names)[] s_fields =
    [
        ("url", ["url"]), ("title", ["title"]), ("tags", ["tags"]), ("language", ["language"]), ("vocabulary", ["vocabulary"]), ("speakers", ["speakers"]),
        ("line_length", ["line_length"]), ("track", ["track"]), ("start", ["start_at"]), ("source", ["upload_id", "input"]),
    ];

    /// <summary>Gets or sets the URL of a recording; empty for none.</summary>
    public string Url { get; set; } = "";

    public string Title { get; set; } = "";

    /// <summary>Gets or sets the tags, separated by commas.</summary>
    public string Tags { get; set; } = "";

    /// <summary>Gets or sets the tag of jobs that are submitted together; null for a single one.</summary>
    public string? BatchTag { get; set; }

    public CaptionChoices Choices { get; } = new();

    /// <summary>Gets or sets the sound track, from 0; null to select it by language.</summary>
    public int? Track { get; set; }

    /// <summary>Gets or sets whether nothing is recognised, because somebody will type or import the captions.</summary>
    public bool IsTyped { get; set; }

    public JobPriority Priority { get; set; } = JobPriority.Normal;

    /// <summary>Gets or sets the start time in the browser's zone; null for now.</summary>
    public DateTime? Start { get; set; }

    /// <summary>Gets the errors by field.</summary>
    public Dictionary<string, PageText> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets whether the job's options are expanded; they are if one of them has an error.</summary>
    public bool AreOptionsOpen { get; private set; }

    /// <summary>Gets whether the caption options are expanded.</summary>
    public bool AreWishesOpen { get; private set; }

    /// <summary>Validates the input; if it is invalid, <see cref="Errors"/> contains the reasons.</summary>
    /// <param name="hasFiles">Whether files were selected in addition.</param>
    public bool IsComplete(bool hasFiles)
    {
        Url = Url.Trim();
        Errors.Clear();
        if (Url.Length == 0 && !hasFiles)
        {
            Refuse("source", Words.SourceMissing);
        }
        else if (Url.Length > 0 && !(char.IsAsciiLetter(Url[0]) && Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            Refuse("url", Words.UrlInvalid);
        }
        else if (ParseTags() is var tags && (tags.Length > (BatchTag is null ? MaxTags : MaxTags - 1) || tags.Any(static tag => tag.Length > MaxTagLength)))
        {
            Refuse("tags", Words.TagsInvalid);
        }
        else if (!Choices.AreTermsValid)
        {
            Refuse("vocabulary", Words.NamesAndTermsInvalid);
        }
        else if (!Choices.IsLineLengthValid)
        {
            Refuse("line_length", CaptionChoices.LineLengthInvalid);
        }

        return Errors.Count == 0;
    }

    /// <summary>Applies the errors of the API.</summary>
    /// <returns>Whether any of them belongs to a field of the form.</returns>
    public bool Take(Problem problem)
    {
        foreach (var (field, names) in s_fields)
        {
            if (problem.ErrorOf(names) is { } error)
            {
                Refuse(field, error);
            }
        }

        return Errors.Count > 0;
    }

    /// <summary>Creates the request for one job.</summary>
    /// <param name="source">The recording.</param>
    /// <param name="start">The start time, converted from the browser's zone.</param>
    public CreateJobRequest Request(CaptionsInput source, DateTimeOffset? start) => new(
        JobKinds.Captions,
        JobsApi.InputOf(Choices.Of(source with { Track = Track, Recognise = IsTyped ? false : null })),
        string.IsNullOrWhiteSpace(Title) ? null : Title.Trim(),
        Priority,
        AllTags() is { Length: > 0 } tags ? tags : null,
        start);

    private void Refuse(string field, PageText why)
    {
        Errors[field] = why;
        AreWishesOpen |= field is "vocabulary" or "speakers" or "line_length";
        AreOptionsOpen |= field is "title" or "tags" or "track" or "start";
    }

    private string[] ParseTags() => Tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string[] AllTags() => BatchTag is { } batch ? [.. ParseTags(), batch] : ParseTags();
}

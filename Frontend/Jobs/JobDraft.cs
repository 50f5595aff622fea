using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>What a visitor has typed to make jobs of, and what is wrong with it.</summary>
internal sealed class JobDraft
{
    private const int MaxTags = 10;
    private const int MaxTagLength = 50;

    // The fields of the form, and what the API calls them.
    private static readonly (string Field, string[] Names)[] s_fields =
    [
        ("url", ["url"]), ("title", ["title"]), ("tags", ["tags"]), ("language", ["language"]), ("vocabulary", ["vocabulary"]), ("speakers", ["speakers"]),
        ("line_length", ["line_length"]), ("track", ["track"]), ("start", ["start_at"]), ("source", ["upload_id", "input"]),
    ];

    /// <summary>The address of a recording; empty for none.</summary>
    public string Url { get; set; } = "";

    public string Title { get; set; } = "";

    /// <summary>With commas between.</summary>
    public string Tags { get; set; } = "";

    public CaptionChoices Choices { get; } = new();

    /// <summary>The sound track, from 0; null for the one of the language.</summary>
    public int? Track { get; set; }

    public JobPriority Priority { get; set; } = JobPriority.Normal;

    /// <summary>When to start, in the browser's zone; null for now.</summary>
    public DateTime? Start { get; set; }

    /// <summary>What is wrong, by field.</summary>
    public Dictionary<string, Said> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the options of the job are open; they are opened where something in them is wrong.</summary>
    public bool AreOptionsOpen { get; private set; }

    /// <summary>Whether the options of captions are open.</summary>
    public bool AreWishesOpen { get; private set; }

    /// <summary>Whether it can be sent; if not, <see cref="Errors"/> says why.</summary>
    /// <param name="hasFiles">Whether there are files beside it.</param>
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
        else if (ParseTags() is var tags && (tags.Length > MaxTags || tags.Any(static tag => tag.Length > MaxTagLength)))
        {
            Refuse("tags", Words.TagsInvalid);
        }
        else if (!Choices.AreTermsValid)
        {
            Refuse("vocabulary", Words.NamesAndTermsInvalid);
        }
        else if (!Choices.IsLineLengthValid)
        {
            Refuse("line_length", Words.LineLengthInvalid);
        }

        return Errors.Count == 0;
    }

    /// <summary>Takes what the API says of the fields.</summary>
    /// <returns>Whether it says anything of one that the form has.</returns>
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

    /// <summary>The request for one job.</summary>
    /// <param name="source">The recording.</param>
    /// <param name="start">When to start, as the browser has found it out.</param>
    public CreateJobRequest Request(CaptionsInput source, DateTimeOffset? start) => new(
        JobKinds.Captions,
        JobsApi.InputOf(Choices.Of(source with { Track = Track })),
        string.IsNullOrWhiteSpace(Title) ? null : Title.Trim(),
        Priority,
        ParseTags() is { Length: > 0 } tags ? tags : null,
        start);

    private void Refuse(string field, Said why)
    {
        Errors[field] = why;
        AreWishesOpen |= field is "vocabulary" or "speakers" or "line_length";
        AreOptionsOpen |= field is "title" or "tags" or "track" or "start";
    }

    private string[] ParseTags() => Tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

using System.Text.Json.Serialization;

namespace Platform.Contracts.PublicApi;

/// <summary>Input of the kind <c>captions</c>: exactly one of url and upload_id. In JSON as <see cref="CaptionsInputFields"/> has it.</summary>
/// <param name="Url">http(s) address of a recording, or of a page that yt-dlp understands.</param>
/// <param name="UploadId">A finished upload of the same user.</param>
/// <param name="Language">BCP 47 tag; null where it is to be detected. <c>auto</c> in a request says so where the account has a language of its own.</param>
/// <param name="Track">Which sound track, 0 to 99 in the order of the file; null for the one of the job's language, else the file's default, else the first with speech.</param>
/// <param name="Translate">Whether the captions are to be in English, whatever is spoken; null for not.</param>
/// <param name="Vocabulary">Names and terms that are to be spelled like this: at most 200 of 1 to 60 characters.</param>
/// <param name="Speakers">How many speakers are to be told apart, 2 to 6; null for not, or for as many as are found.</param>
/// <param name="DetectSpeakers">Whether as many speakers are told apart as are found; null for not.</param>
/// <param name="Sounds">Whether sounds are described in brackets; null for not.</param>
/// <param name="Style">How cues are laid out; null for the usual.</param>
/// <param name="RecognitionOf">The job whose recording is recognised again; set by <c>POST /api/v1/jobs/{id}/recognitions</c> only.</param>
[JsonConverter(typeof(CaptionsInputConverter))]
public sealed record CaptionsInput(
    string? Url = null,
    Guid? UploadId = null,
    string? Language = null,
    int? Track = null,
    bool? Translate = null,
    IReadOnlyList<string>? Vocabulary = null,
    int? Speakers = null,
    bool? DetectSpeakers = null,
    bool? Sounds = null,
    CaptionStyle? Style = null,
    Guid? RecognitionOf = null)
{
    /// <summary>Largest number of a track that can be asked for.</summary>
    public const int MaxTrack = 99;

    /// <summary>A language that stands for whichever is spoken.</summary>
    public const string AnyLanguage = "auto";

    /// <summary>Most names and terms.</summary>
    public const int MaxTerms = 200;

    /// <summary>Longest name or term, in UTF-16 units.</summary>
    public const int MaxTerm = 60;

    /// <summary>Fewest speakers that can be told apart.</summary>
    public const int MinSpeakers = 2;

    /// <summary>Most speakers that can be told apart.</summary>
    public const int MaxSpeakers = 6;
}

/// <summary>How cues are laid out. What is null is as usual.</summary>
/// <param name="Lines">Most lines of a cue, 1 to 3.</param>
/// <param name="LineLength">Most characters of a line, 20 to 60; wide ones, such as Chinese, count double.</param>
/// <param name="CharactersPerSecond">Fastest reading, 10 to 30.</param>
public sealed record CaptionStyle(int? Lines = null, int? LineLength = null, double? CharactersPerSecond = null)
{
    /// <summary>Fewest lines that can be asked for.</summary>
    public const int MinLines = 1;

    /// <summary>Most lines that can be asked for.</summary>
    public const int MaxLines = 3;

    /// <summary>Shortest line that can be asked for.</summary>
    public const int MinLineLength = 20;

    /// <summary>Longest line that can be asked for.</summary>
    public const int MaxLineLength = 60;

    /// <summary>Slowest reading that can be asked for.</summary>
    public const int MinCharactersPerSecond = 10;

    /// <summary>Fastest reading that can be asked for.</summary>
    public const int MaxCharactersPerSecond = 30;
}

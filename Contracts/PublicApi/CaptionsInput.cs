using System.Text.Json.Serialization;

namespace Platform.Contracts.PublicApi;

/// <summary>Describes a captions job: exactly one of url and upload_id, and options. Serialised as <see cref="CaptionsInputFields"/>.</summary>
/// <param name="Url">The http(s) URL of a recording, or of a page that yt-dlp supports.</param>
/// <param name="UploadId">The id of a finished upload of the same user.</param>
/// <param name="Language">
/// The BCP 47 tag of the spoken language; null to detect it. In a request, <c>auto</c> detects it even if the account has a default language.
/// </param>
/// <param name="Track">
/// The sound track, 0 to 99 in the order of the file; null for the one in the job's language, else the file's default, else the first with speech.
/// </param>
/// <param name="Translate">Whether to translate the captions into English; null for no.</param>
/// <param name="Vocabulary">Names and terms with their spelling: at most 200 of 1 to 60 characters.</param>
/// <param name="Speakers">The number of speakers to distinguish, 2 to 6; null for none, or to determine it.</param>
/// <param name="DetectSpeakers">Whether to determine the number of speakers; null for no.</param>
/// <param name="Sounds">Whether to describe sounds in brackets; null for no.</param>
/// <param name="Style">The layout of cues; null for the defaults.</param>
/// <param name="RecognitionOf">The job whose recording is recognised again; set only by <c>POST /api/v1/jobs/{id}/recognitions</c>.</param>
/// <param name="Recognise">Whether to recognise speech; false for captions without cues, which somebody types or imports; null for yes.</param>
/// <param name="Range">The stretch of the recording that is recognised; null for all of it.</param>
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
    Guid? RecognitionOf = null,
    bool? Recognise = null,
    CaptionRange? Range = null)
{
    /// <summary>The maximum number of a track.</summary>
    public const int MaxTrack = 99;

    /// <summary>The language that is detected.</summary>
    public const string AnyLanguage = "auto";

    /// <summary>The maximum number of names and terms.</summary>
    public const int MaxTerms = 200;

    /// <summary>The maximum length of a name or term, in UTF-16 units.</summary>
    public const int MaxTerm = 60;

    /// <summary>The minimum number of speakers that can be distinguished.</summary>
    public const int MinSpeakers = 2;

    /// <summary>The maximum number of speakers that can be distinguished.</summary>
    public const int MaxSpeakers = 6;
}

using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Captions;

/// <summary>What a visitor wants of captions. Only what differs from the account's settings is asked for: the rest is theirs, also when they could not be read.</summary>
public sealed class CaptionChoices
{
    private AccountCaptions _account = new();

    /// <summary>A tag, or <see cref="CaptionsInput.AnyLanguage"/>.</summary>
    public string Language { get; set; } = CaptionsInput.AnyLanguage;

    /// <summary>Whether the captions are to be in English, whatever is spoken.</summary>
    public bool Translate { get; set; }

    /// <summary>Whether sounds are described in brackets.</summary>
    public bool Sounds { get; set; }

    /// <summary>Names and terms as they were typed.</summary>
    public string Terms { get; set; } = "";

    /// <summary>A number, <c>auto</c>, or nothing.</summary>
    public string Speakers { get; set; } = "";

    /// <summary>Most characters of a line; null for the usual.</summary>
    public int? LineLength { get; set; }

    /// <summary>Takes what the account has said, where the visitor has not chosen yet.</summary>
    public void Begin(AccountCaptions account)
    {
        Language = Language == (_account.Language ?? Languages.Any) ? account.Language ?? Languages.Any : Language;
        Translate = Translate == (_account.Translate == true) ? account.Translate == true : Translate;
        Sounds = Sounds == (_account.Sounds == true) ? account.Sounds == true : Sounds;
        LineLength = LineLength == _account.Style?.LineLength ? account.Style?.LineLength : LineLength;
        _account = account;
    }

    /// <summary>Whether the names and terms can be sent.</summary>
    public bool AreTermsValid => TermsOf(Terms) is var terms && terms.Count <= CaptionsInput.MaxTerms && terms.All(static term => term.Length <= CaptionsInput.MaxTerm);

    /// <summary>Whether the length of lines can be sent.</summary>
    public bool IsLineLengthValid => LineLength is null or (>= CaptionStyle.MinLineLength and <= CaptionStyle.MaxLineLength);

    /// <summary>The input of a job.</summary>
    public CaptionsInput Of(CaptionsInput source)
    {
        var again = Again();
        return source with
        {
            Language = again.Language,
            Translate = again.Translate,
            Vocabulary = again.Vocabulary,
            Speakers = again.Speakers?.Number,
            DetectSpeakers = again.Speakers is { Number: null } ? true : null,
            Sounds = again.Sounds,
            Style = again.Style,
        };
    }

    /// <summary>The same for a recording that is recognised again.</summary>
    public RecogniseAgainRequest Again() => new(
        Language == (_account.Language ?? Languages.Any) ? null : Language,
        Translate == (_account.Translate == true) ? null : Translate,
        TermsOf(Terms) is { Count: > 0 } terms ? terms : null,
        SpeakersOf(Speakers),
        Sounds == (_account.Sounds == true) ? null : Sounds,
        LineLength is null || LineLength == _account.Style?.LineLength ? null : new CaptionStyle(LineLength: LineLength));

    /// <summary>Names and terms, one on each line or with commas between.</summary>
    public static IReadOnlyList<string> TermsOf(string typed) =>
        [.. typed.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    private static SpeakersWanted? SpeakersOf(string chosen) => chosen == SpeakersWanted.Any
        ? new SpeakersWanted(null)
        : int.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new SpeakersWanted(number) : null;
}

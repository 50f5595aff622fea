using System.Globalization;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Captions;

/// <summary>
/// Holds the caption options that a visitor selected. Only differences from the account's settings are submitted; the account's defaults apply to the
/// rest, even if they could not be read.
/// </summary>
public sealed class CaptionChoices
{
    private AccountCaptions _account = new();

    /// <summary>Gets or sets the language: a tag, or <see cref="CaptionsInput.AnyLanguage"/>.</summary>
    public string Language { get; set; } = CaptionsInput.AnyLanguage;

    /// <summary>Gets or sets whether the captions are translated into English.</summary>
    public bool Translate { get; set; }

    /// <summary>Gets or sets whether sounds are described in brackets.</summary>
    public bool Sounds { get; set; }

    /// <summary>Gets or sets the names and terms as they were typed.</summary>
    public string Terms { get; set; } = "";

    /// <summary>Gets or sets the speakers: a number, <c>auto</c>, or empty.</summary>
    public string Speakers { get; set; } = "";

    /// <summary>Gets or sets the maximum number of characters in a line; null for the default.</summary>
    public int? LineLength { get; set; }

    /// <summary>Gets the hint for the line length.</summary>
    public static string LineLengthHint => Phrase.Format(Words.LineLengthHint, CaptionStyle.MinLineLength, CaptionStyle.MaxLineLength, CaptionStyle.DefaultLineLength);

    /// <summary>Gets the message for an invalid line length.</summary>
    public static string LineLengthInvalid => Phrase.Format(Words.LineLengthInvalid, CaptionStyle.MinLineLength, CaptionStyle.MaxLineLength);

    /// <summary>Applies the account's settings to options that the visitor has not changed.</summary>
    public void Begin(AccountCaptions account)
    {
        Language = Language == (_account.Language ?? Languages.Any) ? account.Language ?? Languages.Any : Language;
        Translate = Translate == (_account.Translate == true) ? account.Translate == true : Translate;
        Sounds = Sounds == (_account.Sounds == true) ? account.Sounds == true : Sounds;
        LineLength = LineLength == _account.Style?.LineLength ? account.Style?.LineLength : LineLength;
        _account = account;
    }

    /// <summary>Gets whether the terms are valid.</summary>
    public bool AreTermsValid => TermsOf(Terms) is var terms && terms.Count <= CaptionsInput.MaxTerms && terms.All(static term => term.Length <= CaptionsInput.MaxTerm);

    /// <summary>Gets whether the line length is valid.</summary>
    public bool IsLineLengthValid => LineLength is null or (>= CaptionStyle.MinLineLength and <= CaptionStyle.MaxLineLength);

    /// <summary>Validates what was typed.</summary>
    /// <param name="errors">Receives the reasons by field, instead of those of before.</param>
    public bool IsValid(Dictionary<string, PageText> errors)
    {
        errors.Clear();
        if (!AreTermsValid)
        {
            errors["vocabulary"] = Words.NamesAndTermsInvalid;
        }

        if (!IsLineLengthValid)
        {
            errors["line_length"] = LineLengthInvalid;
        }

        return errors.Count == 0;
    }

    /// <summary>Creates the input of a job.</summary>
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

    /// <summary>Creates the request to recognise a recording again.</summary>
    public RecogniseAgainRequest Again() => new(
        Language == (_account.Language ?? Languages.Any) ? null : Language,
        Translate == (_account.Translate == true) ? null : Translate,
        TermsOf(Terms) is { Count: > 0 } terms ? terms : null,
        SpeakersOf(Speakers),
        Sounds == (_account.Sounds == true) ? null : Sounds,
        LineLength is null || LineLength == _account.Style?.LineLength ? null : new CaptionStyle(LineLength: LineLength));

    /// <summary>Splits the terms, one per line or separated by commas.</summary>
    public static IReadOnlyList<string> TermsOf(string typed) =>
        [.. typed.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    private static SpeakersWanted? SpeakersOf(string chosen) => chosen == SpeakersWanted.Any
        ? new SpeakersWanted(null)
        : int.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new SpeakersWanted(number) : null;
}

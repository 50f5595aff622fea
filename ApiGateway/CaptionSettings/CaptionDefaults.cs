using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionSettings;

/// <summary>Merges the input of a captions job with the defaults of its account.</summary>
internal static class CaptionDefaults
{
    /// <summary>Fills in what the input leaves open. The job's own terms come first; an explicitly empty list means none.</summary>
    public static CaptionsInput Fill(CaptionsInput asked, AccountCaptions account) => asked with
    {
        Language = asked.Language is null ? account.Language : CaptionRules.IsAny(asked.Language) ? null : asked.Language,
        // Captions that somebody types are in the language of the job, whatever others of the account are.
        Translate = asked.Recognise == false ? null : asked.Translate ?? account.Translate,
        Vocabulary = Together(asked.Vocabulary, account.Vocabulary),
        Sounds = asked.Sounds ?? account.Sounds,
        Style = Together(asked.Style, account.Style),
    };

    private static string[]? Together(IReadOnlyList<string>? own, IReadOnlyList<string>? account)
    {
        if (own is { Count: 0 })
        {
            return null;
        }

        // The recogniser uses as many as fit, from the first on.
        string[] terms = [.. (own ?? []).Concat(account ?? []).Distinct(StringComparer.Ordinal).Take(CaptionsInput.MaxTerms)];
        return terms.Length == 0 ? null : terms;
    }

    private static CaptionStyle? Together(CaptionStyle? own, CaptionStyle? account) => own is null || account is null
        ? own ?? account
        : new CaptionStyle(own.Lines ?? account.Lines, own.LineLength ?? account.LineLength, own.CharactersPerSecond ?? account.CharactersPerSecond);
}

using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionSettings;

/// <summary>What a job asks for together with what its account has said once for all.</summary>
internal static class CaptionDefaults
{
    /// <summary>The input with what it leaves open. The job's own names and terms come first; an empty list is none at all.</summary>
    public static CaptionsInput Fill(CaptionsInput asked, AccountCaptions account) => asked with
    {
        Language = asked.Language is null ? account.Language : CaptionRules.IsAny(asked.Language) ? null : asked.Language,
        Translate = asked.Translate ?? account.Translate,
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

        // The recogniser hears as many as fit, from the first on.
        string[] terms = [.. (own ?? []).Concat(account ?? []).Distinct(StringComparer.Ordinal).Take(CaptionsInput.MaxTerms)];
        return terms.Length == 0 ? null : terms;
    }

    private static CaptionStyle? Together(CaptionStyle? own, CaptionStyle? account) => own is null || account is null
        ? own ?? account
        : new CaptionStyle(own.Lines ?? account.Lines, own.LineLength ?? account.LineLength, own.CharactersPerSecond ?? account.CharactersPerSecond);
}

using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Wording;

/// <summary>Explains in the language of the page which rule of the API a field breaks.</summary>
internal static class RuleWords
{
    /// <summary>Gets the explanation; null for a rule that only the API's own message explains.</summary>
    public static string? Of(FieldRule? rule) => rule switch
    {
        { Rule: FieldRules.Needed } => Words.RuleNeeded,
        { Rule: FieldRules.NotNull } => Words.RuleNotNull,
        { Rule: FieldRules.UnknownField } => Words.RuleUnknownField,
        { Rule: FieldRules.Duplicate } => Words.RuleDuplicate,
        { Rule: FieldRules.Type } => Words.RuleType,
        { Rule: FieldRules.Depth, Max: { } max } => Phrase.Format(Words.RuleDepth, Shown(max)),
        { Rule: FieldRules.Json } => Words.RuleJson,
        { Rule: FieldRules.Text } => Words.RuleText,
        { Rule: FieldRules.Time } => Words.RuleTime,
        { Rule: FieldRules.Past } => Words.RulePast,
        { Rule: FieldRules.TooFarAhead } => Words.RuleTooFarAhead,
        { Rule: FieldRules.Number, Min: { } min, Max: { } max } => Phrase.Format(Words.RuleNumber, Shown(min), Shown(max)),
        { Rule: FieldRules.Number, Min: { } min } => Phrase.Format(Words.RuleNumberFrom, Shown(min)),
        { Rule: FieldRules.Characters, Min: null or 0, Max: { } max } => Phrase.Format(Words.RuleCharactersMost, Shown(max)),
        { Rule: FieldRules.Characters, Min: { } min, Max: { } max } => Phrase.Format(Words.RuleCharacters, Shown(min), Shown(max)),
        { Rule: FieldRules.Line, Min: { } min, Max: { } max } => Phrase.Format(Words.RuleLine, Shown(min), Shown(max)),
        { Rule: FieldRules.Items, Min: null or 0, Max: { } max } => Phrase.Format(Words.RuleItemsMost, Shown(max)),
        { Rule: FieldRules.Items, Min: { } min, Max: { } max } => Phrase.Format(Words.RuleItems, Shown(min), Shown(max)),
        { Rule: FieldRules.Bytes, Max: { } max } => Phrase.Format(Words.RuleBytes, Shown(max)),
        { Rule: FieldRules.OneOf, Values: { } values } => Phrase.Format(Words.RuleOneOf, Listed(values)),
        { Rule: FieldRules.AtLeastOne, Values: { } values } => Phrase.Format(Words.RuleAtLeastOne, Listed(values)),
        { Rule: FieldRules.ExactlyOne, Values: { } values } => Phrase.Format(Words.RuleExactlyOne, Listed(values)),
        { Rule: FieldRules.Email } => Words.RuleEmail,
        { Rule: FieldRules.Id } => Words.RuleId,
        { Rule: FieldRules.Cursor } => Words.RuleCursor,
        { Rule: FieldRules.Language } => Words.RuleLanguage,
        { Rule: FieldRules.Speakers, Min: { } min, Max: { } max } => Phrase.Format(Words.RuleSpeakers, Shown(min), Shown(max)),
        { Rule: FieldRules.Comma } => Words.RuleComma,
        { Rule: FieldRules.Url } => Words.RuleUrl,
        { Rule: FieldRules.UrlScheme } => Words.RuleUrlScheme,
        { Rule: FieldRules.UrlUser } => Words.RuleUrlUser,
        { Rule: FieldRules.Host } => Words.RuleHost,
        { Rule: FieldRules.HostNotFound } => Words.RuleHostNotFound,
        { Rule: FieldRules.HostNotAllowed } => Words.RuleHostNotAllowed,
        { Rule: FieldRules.UploadUnknown } => Words.RuleUploadUnknown,
        { Rule: FieldRules.UploadUnfinished } => Words.RuleUploadUnfinished,
        { Rule: FieldRules.JobUnknown } => Words.RuleJobUnknown,
        { Rule: FieldRules.JobWithoutCaptions } => Words.RuleJobWithoutCaptions,
        { Rule: FieldRules.NoPicture } => Words.FailureNoPicture,
        { Rule: FieldRules.PasswordWrong } => Words.PasswordWrong,
        { Rule: FieldRules.CodeWrong } => Words.CodeWrong,
        { Rule: FieldRules.Taken } => Words.RuleTaken,
        { Rule: FieldRules.Unchanged } => Words.RuleUnchanged,
        { Rule: FieldRules.QueueName } => Words.QueueNameHint,
        { Rule: FieldRules.Cue } => Words.RuleCue,
        { Rule: FieldRules.Visible } => Words.RuleVisible,
        { Rule: FieldRules.Direction } => Words.RuleDirection,
        _ => null,
    };

    private static string Shown(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    private static string Listed(IReadOnlyList<string> values) => string.Join(", ", values);
}

using System.Globalization;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionSettings;

/// <summary>Validates caption settings, for jobs and accounts alike. Every error is added with the path of its field.</summary>
internal static class CaptionRules
{
    private static readonly string[] s_formats = [.. CaptionFormat.All.Select(static format => format.Name)];
    private static readonly FieldError s_term = FieldError.Line(1, CaptionsInput.MaxTerm, "A name or term has 1 to 60 characters, no control characters.");

    /// <summary>Gets the fault of an invalid number of speakers.</summary>
    public static FieldError Speakers { get; } = new(
        "How many speakers: a whole number, 2 to 6, or \"auto\".", new(FieldRules.Speakers, CaptionsInput.MinSpeakers, CaptionsInput.MaxSpeakers));

    /// <summary>Validates and normalises a language; <c>auto</c> is valid if that is permitted.</summary>
    public static string? CheckLanguage(string? language, bool mayBeAny, string path, FieldErrors errors)
    {
        if (language is null)
        {
            return null;
        }

        if (mayBeAny && IsAny(language))
        {
            return CaptionsInput.AnyLanguage;
        }

        if (!LanguageTag.TryNormalise(language, out var normal))
        {
            errors.Add(path + "language", FieldError.Of(
                FieldRules.Language, mayBeAny ? "This is neither a language tag such as en-US nor auto." : "This is not a language tag such as en-US."));
        }

        return normal;
    }

    /// <summary>Checks whether a value means that the language is to be detected.</summary>
    public static bool IsAny(string language) => language.Equals(CaptionsInput.AnyLanguage, StringComparison.OrdinalIgnoreCase);

    /// <summary>Validates terms, and normalises them for comparison.</summary>
    public static IReadOnlyList<string>? CheckVocabulary(IReadOnlyList<string>? terms, string path, FieldErrors errors)
    {
        if (terms is null || terms.Count == 0)
        {
            return terms;
        }

        if (terms.Count > CaptionsInput.MaxTerms)
        {
            errors.Add(path + "vocabulary", FieldError.Items(0, CaptionsInput.MaxTerms, "At most 200 names and terms."));
            return null;
        }

        var normal = new string[terms.Count];
        for (var i = 0; i < normal.Length; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"{path}vocabulary[{i}]");
            normal[i] = NormalTexts.Read(terms[i] ?? "", field, CaptionsInput.MaxTerm, s_term, errors) ?? "";
            if (normal[i].Any(char.IsControl))
            {
                errors.Add(field, s_term);
            }
        }

        return normal;
    }

    /// <summary>Validates the number of speakers.</summary>
    public static void CheckSpeakers(int? speakers, string path, FieldErrors errors)
    {
        if (speakers is < CaptionsInput.MinSpeakers or > CaptionsInput.MaxSpeakers)
        {
            errors.Add(path + "speakers", Speakers);
        }
    }

    /// <summary>Validates the layout of cues.</summary>
    public static void CheckStyle(CaptionStyle? style, string path, FieldErrors errors)
    {
        if (style?.Lines is < CaptionStyle.MinLines or > CaptionStyle.MaxLines)
        {
            errors.Add(path + "style.lines", Range(CaptionStyle.MinLines, CaptionStyle.MaxLines));
        }

        if (style?.LineLength is < CaptionStyle.MinLineLength or > CaptionStyle.MaxLineLength)
        {
            errors.Add(path + "style.line_length", Range(CaptionStyle.MinLineLength, CaptionStyle.MaxLineLength));
        }

        if (style?.CharactersPerSecond is { } speed && speed is not (>= CaptionStyle.MinCharactersPerSecond and <= CaptionStyle.MaxCharactersPerSecond))
        {
            errors.Add(path + "style.characters_per_second", Range(CaptionStyle.MinCharactersPerSecond, CaptionStyle.MaxCharactersPerSecond));
        }
    }

    /// <summary>Validates a stretch of a recording; whether the recording is that long is found out when it is recognised.</summary>
    public static void CheckRange(CaptionRange? range, string path, FieldErrors errors)
    {
        if (range is null)
        {
            return;
        }

        // Rounded, because 0.3 - 0.2 is less than 0.1.
        var seconds = Math.Round(range.End - range.Start, 3);
        if (range.Start is not (>= 0 and <= CaptionRange.MaxEnd))
        {
            errors.Add(path + "range.start", Range(0, CaptionRange.MaxEnd));
        }
        else if (range.End is not (>= 0 and <= CaptionRange.MaxEnd) || seconds < CaptionRange.MinSeconds)
        {
            errors.Add(path + "range.end", FieldError.Number((long)Math.Ceiling(range.Start), CaptionRange.MaxEnd, "At least 0.1 s after the start, and not after a week."));
        }
    }

    /// <summary>Validates names of formats; each is kept once.</summary>
    public static IReadOnlyList<string>? CheckFormats(IReadOnlyList<string>? formats, string path, FieldErrors errors)
    {
        if (formats is null || formats.Count == 0)
        {
            return null;
        }

        if (formats.Count > CaptionFormat.All.Count)
        {
            errors.Add(path + "formats", FieldError.Items(0, CaptionFormat.All.Count, string.Create(CultureInfo.InvariantCulture, $"At most {CaptionFormat.All.Count} formats.")));
            return null;
        }

        for (var i = 0; i < formats.Count; i++)
        {
            if (!s_formats.Contains(formats[i], StringComparer.Ordinal))
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{path}formats[{i}]"), FieldError.OneOf(s_formats, "This is not the name of a format of captions, such as vtt."));
            }
        }

        return [.. formats.Distinct(StringComparer.Ordinal)];
    }

    private static FieldError Range(long min, long max) => FieldError.Number(min, max, string.Create(CultureInfo.InvariantCulture, $"{min} to {max}."));
}

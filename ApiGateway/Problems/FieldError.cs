using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Problems;

/// <summary>Explains what is wrong with a field: in English for people, and by its rule for programs with wording of their own.</summary>
/// <param name="Text">The explanation in English, one or two sentences.</param>
/// <param name="Rule">The rule that the field breaks.</param>
internal sealed record FieldError(string Text, FieldRule Rule)
{
    /// <summary>Gets the fault of a missing field.</summary>
    public static FieldError Needed { get; } = Of(FieldRules.Needed, "This field is needed.");

    /// <summary>Gets the fault of a value that is null.</summary>
    public static FieldError NotNull { get; } = Of(FieldRules.NotNull, "The value must not be null.");

    /// <summary>Gets the fault of a field that no request has.</summary>
    public static FieldError UnknownField { get; } = Of(FieldRules.UnknownField, "This field is not known.");

    /// <summary>Gets the fault of a field that occurs more than once.</summary>
    public static FieldError Duplicate { get; } = Of(FieldRules.Duplicate, "This field occurs twice.");

    /// <summary>Gets the fault of a value that its type does not permit.</summary>
    public static FieldError WrongType { get; } = Of(FieldRules.Type, "The value has the wrong type or is not one of those allowed.");

    /// <summary>Gets the fault of a value that has to be an object.</summary>
    public static FieldError NoObject { get; } = Of(FieldRules.Type, "A JSON object is needed.");

    /// <summary>Gets the fault of a text that has to be an id.</summary>
    public static FieldError NoId { get; } = Of(FieldRules.Id, "This is not an id.");

    /// <summary>Creates a fault by a rule without numbers and values.</summary>
    public static FieldError Of(string rule, string text) => new(text, new FieldRule(rule));

    /// <summary>Creates a fault that only its message explains, such as that of another program.</summary>
    public static FieldError Other(string text) => Of(FieldRules.Other, text);

    /// <summary>Creates the faults of a service's own messages by field; null for none.</summary>
    public static IReadOnlyDictionary<string, FieldError[]>? Others(IReadOnlyDictionary<string, string[]>? messages) =>
        messages?.ToDictionary(field => field.Key, field => Array.ConvertAll(field.Value, Other), StringComparer.Ordinal);

    /// <summary>Creates the fault of a text that cannot be stored.</summary>
    public static FieldError Unstorable(string text) => Of(FieldRules.Text, text);

    /// <summary>Creates the fault of JSON that is nested too deep.</summary>
    public static FieldError TooDeep(int max) =>
        new(string.Create(CultureInfo.InvariantCulture, $"At most {max} levels of objects and lists."), new(FieldRules.Depth, Max: max));

    /// <summary>Creates the fault of a number outside a range.</summary>
    public static FieldError Number(long min, long max, string? text = null) =>
        new(text ?? string.Create(CultureInfo.InvariantCulture, $"A number from {min} to {max}."), new(FieldRules.Number, min, max));

    /// <summary>Creates the fault of a number below a minimum.</summary>
    public static FieldError NumberFrom(long min, string? text = null) =>
        new(text ?? string.Create(CultureInfo.InvariantCulture, $"A number from {min}."), new(FieldRules.Number, min));

    /// <summary>Creates the fault of a text that is too short or too long.</summary>
    public static FieldError Characters(int min, int max, string? text = null) => new(text ?? Range(min, max, "characters"), new(FieldRules.Characters, min, max));

    /// <summary>Creates the fault of a text that is too short or too long, or has control characters.</summary>
    public static FieldError Line(int min, int max, string text) => new(text, new(FieldRules.Line, min, max));

    /// <summary>Creates the fault of a list with too few or too many items.</summary>
    public static FieldError Items(int min, int max, string text) => new(text, new(FieldRules.Items, min, max));

    /// <summary>Creates the fault of a value with too many bytes.</summary>
    public static FieldError Bytes(long? max, string? text = null) =>
        new(text ?? string.Create(CultureInfo.InvariantCulture, $"At most {max} bytes."), new(FieldRules.Bytes, Max: max));

    /// <summary>Creates the fault of a value that is none of those permitted.</summary>
    public static FieldError OneOf(IReadOnlyList<string> values, string text) => new(text, new(FieldRules.OneOf, Values: values));

    /// <summary>Creates the fault of a selection without any of the permitted values.</summary>
    public static FieldError AtLeastOne(IReadOnlyList<string> values, string text) => new(text, new(FieldRules.AtLeastOne, Values: values));

    /// <summary>Creates the fault of fields of which exactly one is needed.</summary>
    public static FieldError ExactlyOne(IReadOnlyList<string> fields, string text) => new(text, new(FieldRules.ExactlyOne, Values: fields));

    private static string Range(int min, int max, string what) => min == 0
        ? string.Create(CultureInfo.InvariantCulture, $"At most {max} {what}.")
        : string.Create(CultureInfo.InvariantCulture, $"{min} to {max} {what}.");
}

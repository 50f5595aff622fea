namespace Platform.Contracts.PublicApi;

/// <summary>
/// Names the rule that a field of a request breaks, so that a client can explain it in its own words and language: <c>rules</c> of problem details.
/// </summary>
/// <param name="Rule">The name in snake_case, one of <see cref="FieldRules"/>. Later versions may add others.</param>
/// <param name="Min">The smallest permitted number, length or count; null if the rule has none.</param>
/// <param name="Max">The largest permitted number, length or count; null if the rule has none.</param>
/// <param name="Values">The permitted values, or the names of the fields that the rule is about; null if the rule has none.</param>
public sealed record FieldRule(string Rule, long? Min = null, long? Max = null, IReadOnlyList<string>? Values = null);

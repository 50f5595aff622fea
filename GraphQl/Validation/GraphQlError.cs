using Platform.GraphQl.Syntax;

namespace Platform.GraphQl.Validation;

/// <summary>An error of an answer (October 2021, section 7.1.2).</summary>
/// <param name="Message">For the developer of the client.</param>
/// <param name="Locations">Where in the document.</param>
/// <param name="Path">Of the answer's field that is missing: names (string) and positions in lists (int).</param>
/// <param name="Code">Stable cause in snake_case, in <c>extensions.code</c>.</param>
public sealed record GraphQlError(string Message, IReadOnlyList<SourceLocation> Locations, IReadOnlyList<object>? Path = null, string? Code = null);

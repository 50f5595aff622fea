namespace Platform.Frontend.Charts;

/// <summary>A cell.</summary>
/// <param name="Text">What stands there.</param>
/// <param name="Number">The value behind it; null for what is no number.</param>
/// <param name="Color">A CSS colour, where it stands out.</param>
/// <param name="Link">Where it leads; null for nowhere.</param>
public readonly record struct TableCell(string Text, double? Number = null, string? Color = null, string? Link = null);

/// <summary>What a table shows.</summary>
/// <param name="Columns">Their headings.</param>
/// <param name="Rows">A cell for each column.</param>
public sealed record TableData(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<TableCell>> Rows);

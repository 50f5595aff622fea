namespace Platform.Frontend.Charts;

/// <summary>Represents a cell.</summary>
/// <param name="Text">The text of the cell.</param>
/// <param name="Number">The underlying value; null if it is not a number.</param>
/// <param name="Color">A CSS colour, if it is highlighted.</param>
/// <param name="Link">The link of the cell; null for none.</param>
public readonly record struct TableCell(string Text, double? Number = null, string? Color = null, string? Link = null);

/// <summary>Holds the content of a table.</summary>
/// <param name="Columns">The headings of the columns.</param>
/// <param name="Rows">The rows, with a cell for each column.</param>
public sealed record TableData(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<TableCell>> Rows);

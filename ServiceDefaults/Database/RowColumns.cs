using Npgsql;
using NpgsqlTypes;

namespace Platform.ServiceDefaults.Database;

/// <summary>
/// Collects rows for one statement. Each column becomes an array parameter, and the statement converts the arrays back to rows with <c>unnest</c>. The
/// columns are described once, in the order of the parameters, and can be filled again for each commit. Not thread-safe.
/// </summary>
/// <typeparam name="TRow">The type that contains the values of a row.</typeparam>
public sealed class RowColumns<TRow>
{
    private readonly List<IColumn> _columns = [];

    /// <summary>Gets the number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a column after the existing ones.</summary>
    /// <param name="type">The database type of a single value.</param>
    /// <param name="value">Returns the value of a row.</param>
    public RowColumns<TRow> With<TValue>(NpgsqlDbType type, Func<TRow, TValue> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _columns.Add(new Column<TValue>(type, value));
        return this;
    }

    /// <summary>Adds a row.</summary>
    public void Add(TRow row)
    {
        foreach (var column in _columns)
        {
            column.Add(row);
        }

        Count++;
    }

    /// <summary>Removes all rows.</summary>
    public void Clear()
    {
        foreach (var column in _columns)
        {
            column.Clear();
        }

        Count = 0;
    }

    /// <summary>Adds an array for each column to the parameters of a statement. The arrays are valid until <see cref="Clear"/> is called.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var column in _columns)
        {
            column.AddTo(parameters);
        }
    }

    private interface IColumn
    {
        void Add(TRow row);

        void Clear();

        void AddTo(NpgsqlParameterCollection parameters);
    }

    private sealed class Column<TValue>(NpgsqlDbType type, Func<TRow, TValue> value) : IColumn
    {
        private readonly List<TValue> _values = [];

        public void Add(TRow row) => _values.Add(value(row));

        public void Clear() => _values.Clear();

        public void AddTo(NpgsqlParameterCollection parameters) => parameters.With(_values, NpgsqlDbType.Array | type);
    }
}

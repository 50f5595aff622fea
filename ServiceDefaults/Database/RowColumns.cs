using Npgsql;
using NpgsqlTypes;

namespace Platform.ServiceDefaults.Database;

/// <summary>
/// Rows that one statement stores: each column goes to it as an array, of which <c>unnest</c> makes rows again. A column is described once,
/// by its type and what a row has in it; their order is that of the statement's parameters. Used again for each commit of a writer, and
/// not thread-safe.
/// </summary>
/// <typeparam name="TRow">What a row is made of.</typeparam>
public sealed class RowColumns<TRow>
{
    private readonly List<IColumn> _columns = [];

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a column after the others.</summary>
    /// <param name="type">Of one value.</param>
    /// <param name="value">What a row has in it.</param>
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

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        foreach (var column in _columns)
        {
            column.Clear();
        }

        Count = 0;
    }

    /// <summary>Adds an array for each column to a statement's parameters; it has the rows until these are forgotten.</summary>
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

using Npgsql;
using NpgsqlTypes;

namespace Platform.ServiceDefaults.Database;

/// <summary>Positional parameters without boxing.</summary>
public static class NpgsqlParameterExtensions
{
    /// <summary>Adds a value whose type PostgreSQL is told by .NET's.</summary>
    public static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection parameters, T value)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return parameters;
    }

    /// <summary>Adds a value of a type that is given.</summary>
    public static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection parameters, T value, NpgsqlDbType type)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return parameters;
    }

    /// <summary>A JSON text, or null.</summary>
    public static NpgsqlParameterCollection WithJson(this NpgsqlParameterCollection parameters, string? json) =>
        parameters.WithNullable(json, NpgsqlDbType.Json);

    /// <summary>A value that may be null, with its type given.</summary>
    public static NpgsqlParameterCollection WithNullable(this NpgsqlParameterCollection parameters, object? value, NpgsqlDbType type)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return parameters;
    }
}

using Npgsql;
using NpgsqlTypes;

namespace Platform.ServiceDefaults.Database;

/// <summary>Adds positional parameters to a command without boxing their values.</summary>
public static class NpgsqlParameterExtensions
{
    /// <summary>Adds a value whose PostgreSQL type follows from its .NET type.</summary>
    public static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection parameters, T value)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return parameters;
    }

    /// <summary>Adds a value with an explicit PostgreSQL type.</summary>
    public static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection parameters, T value, NpgsqlDbType type)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return parameters;
    }

    /// <summary>Adds a JSON text, which may be null.</summary>
    public static NpgsqlParameterCollection WithJson(this NpgsqlParameterCollection parameters, string? json) =>
        parameters.WithNullable(json, NpgsqlDbType.Json);

    /// <summary>Adds a value of an explicit type, which may be null.</summary>
    public static NpgsqlParameterCollection WithNullable(this NpgsqlParameterCollection parameters, object? value, NpgsqlDbType type)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return parameters;
    }
}

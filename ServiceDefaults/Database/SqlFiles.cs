using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.Database;

/// <summary>
/// Reads the SQL statements of a service from files beside the classes that run them: <c>Folder/Owner.name.sql</c> beside <c>Folder/Owner.cs</c>. A file
/// begins with a comment that describes the statement and its parameters. It names values of enumerations, as in <c>{JobState.Queued}</c>; they are
/// replaced by their numbers.
/// </summary>
public sealed partial class SqlFiles
{
    private readonly Assembly _assembly;
    private readonly FrozenDictionary<string, string> _numbers;

    /// <summary>Creates the reader for a service.</summary>
    /// <param name="assembly">The assembly in which each file is embedded under its path in the project, with <c>/</c> between folders.</param>
    /// <param name="enumerations">The enumerations whose values statements may name.</param>
    public SqlFiles(Assembly assembly, params IReadOnlyList<Type> enumerations)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentNullException.ThrowIfNull(enumerations);
        _assembly = assembly;
        _numbers = enumerations
            .SelectMany(type => Enum.GetNames(type), (type, name) => (Name: $"{type.Name}.{name}", Number: Enum.Format(type, Enum.Parse(type, name), "D")))
            .ToFrozenDictionary(value => value.Name, value => value.Number, StringComparer.Ordinal);
    }

    /// <summary>Reads the file <c>Owner.name.sql</c>, without comments and with numbers instead of names of values.</summary>
    /// <typeparam name="TOwner">The class that runs the statement.</typeparam>
    /// <param name="name">The name of the statement.</param>
    /// <exception cref="InvalidOperationException">The file does not exist, or it names an unknown value.</exception>
    public string Read<TOwner>(string name) => Read(typeof(TOwner), name);

    /// <summary>Reads the file <c>Owner.name.sql</c> of a static class, which cannot be a type argument.</summary>
    /// <param name="owner">The class that runs the statement.</param>
    /// <param name="name">The name of the statement.</param>
    /// <exception cref="InvalidOperationException">The file does not exist, or it names an unknown value.</exception>
    public string Read(Type owner, string name)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var path = $"{FolderOf(owner)}/{owner.Name}.{name}.sql";
        using var stream = _assembly.GetManifestResourceStream(path)
            ?? throw new InvalidOperationException($"{_assembly.GetName().Name} has no file {path}.");
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n')
            .Where(line => !line.TrimStart().StartsWith("--", StringComparison.Ordinal));
        return WithNumbers(string.Join('\n', lines).Trim());
    }

    /// <summary>Replaces names of values by their numbers in a part of a statement that is composed in code.</summary>
    /// <param name="sql">The part of the statement.</param>
    /// <exception cref="InvalidOperationException">The part names an unknown value.</exception>
    public string WithNumbers(string sql) => NamedValue().Replace(
        sql,
        match => _numbers.GetValueOrDefault(match.Groups["name"].Value)
            ?? throw new InvalidOperationException($"{match.Value} is no value that statements of {_assembly.GetName().Name} may name."));

    // The namespace is that of the project, followed by the folders.
    private string FolderOf(Type owner) => owner.Namespace![$"Platform.{_assembly.GetName().Name}.".Length..].Replace('.', '/');

    [GeneratedRegex(@"\{(?<name>[A-Za-z][\w.]*)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedValue();
}

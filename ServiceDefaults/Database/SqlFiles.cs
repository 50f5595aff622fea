using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.Database;

/// <summary>
/// The statements of a service, which are in files beside the classes that run them: <c>Folder/Owner.name.sql</c> beside
/// <c>Folder/Owner.cs</c>. A file begins with a comment on what it does and what its parameters are. It writes values of enumerations by
/// name, as in <c>{JobState.Queued}</c>; the database gets their numbers.
/// </summary>
public sealed partial class SqlFiles
{
    private readonly Assembly _assembly;
    private readonly FrozenDictionary<string, string> _numbers;

    /// <summary>One for the service.</summary>
    /// <param name="assembly">The service's. It has each file embedded under its path in the project, with <c>/</c> between folders.</param>
    /// <param name="enumerations">Those whose values statements may name.</param>
    public SqlFiles(Assembly assembly, params IReadOnlyList<Type> enumerations)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentNullException.ThrowIfNull(enumerations);
        _assembly = assembly;
        _numbers = enumerations
            .SelectMany(type => Enum.GetNames(type), (type, name) => (Name: $"{type.Name}.{name}", Number: Enum.Format(type, Enum.Parse(type, name), "D")))
            .ToFrozenDictionary(value => value.Name, value => value.Number, StringComparer.Ordinal);
    }

    /// <summary>Reads the file <c>Owner.name.sql</c>, without its comments and with numbers for the names of values.</summary>
    /// <typeparam name="TOwner">The class of the service that runs it.</typeparam>
    /// <param name="name">What it does.</param>
    /// <exception cref="InvalidOperationException">There is no such file, or it names a value that does not exist.</exception>
    public string Read<TOwner>(string name) => Read(typeof(TOwner), name);

    /// <summary>As <see cref="Read{TOwner}"/>, for a class that is static.</summary>
    /// <param name="owner">The class of the service that runs it.</param>
    /// <param name="name">What it does.</param>
    /// <exception cref="InvalidOperationException">There is no such file, or it names a value that does not exist.</exception>
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

    /// <summary>Puts numbers for the names of values into a part of a statement that is put together in code.</summary>
    /// <param name="sql">The part.</param>
    /// <exception cref="InvalidOperationException">It names a value that does not exist.</exception>
    public string WithNumbers(string sql) => NamedValue().Replace(
        sql,
        match => _numbers.GetValueOrDefault(match.Groups["name"].Value)
            ?? throw new InvalidOperationException($"{match.Value} is no value that statements of {_assembly.GetName().Name} may name."));

    // Namespaces are folders below the project's.
    private string FolderOf(Type owner) => owner.Namespace![$"Platform.{_assembly.GetName().Name}.".Length..].Replace('.', '/');

    [GeneratedRegex(@"\{(?<name>[A-Za-z][\w.]*)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedValue();
}

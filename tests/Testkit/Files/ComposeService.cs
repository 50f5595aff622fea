namespace Platform.Testkit.Files;

/// <summary>A service of the compose files.</summary>
/// <param name="Name">Its name, under which others reach it.</param>
/// <param name="Content">What the files say of it.</param>
public sealed record ComposeService(string Name, IReadOnlyDictionary<string, object?> Content)
{
    /// <summary>Whether it is a service of the platform's own, or its migrations.</summary>
    public bool IsOwn => Image.StartsWith("localhost/platform/", StringComparison.Ordinal);

    /// <summary>The image with its tag.</summary>
    public string Image => Text("image")!;

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        Map("environment").ToDictionary(variable => variable.Key, variable => (string)variable.Value!, StringComparer.Ordinal);

    /// <summary>The names of secrets by the paths at which it finds their files.</summary>
    public IReadOnlyDictionary<string, string> SecretFiles => Entries("secrets")
        .Select(entry => entry is Dictionary<string, object?> map ? (Source: (string)map["source"]!, Target: (string)map["target"]!) : (Source: (string)entry!, Target: (string)entry!))
        .ToDictionary(secret => secret.Target.StartsWith('/') ? secret.Target : "/run/secrets/" + secret.Target, secret => secret.Source, StringComparer.Ordinal);

    /// <summary>The value of a key; null if it is not there.</summary>
    public string? Text(string key) => (string?)Content.GetValueOrDefault(key);

    /// <summary>The texts of a list; none if it is not there.</summary>
    public IReadOnlyList<string> Texts(string key) => [.. Entries(key).Select(entry => (string)entry!)];

    /// <summary>Returns the values of a key; empty if it is missing.</summary>
    public IReadOnlyDictionary<string, object?> Map(string key) => (Dictionary<string, object?>?)Content.GetValueOrDefault(key) ?? [];

    private List<object?> Entries(string key) => (List<object?>?)Content.GetValueOrDefault(key) ?? [];
}

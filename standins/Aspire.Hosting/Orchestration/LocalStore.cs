using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aspire.Hosting.Orchestration;

/// <summary>The folder in which an application keeps what has to outlive a run: generated passwords and the servers' data.</summary>
internal sealed class LocalStore
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _secrets;

    public LocalStore(string folder)
    {
        Folder = folder;
        _secrets = Read(SecretsFile);
    }

    public string Folder { get; }

    /// <summary>What was generated so far, as configuration.</summary>
    public IReadOnlyDictionary<string, string> Secrets => _secrets;

    private string SecretsFile => Path.Combine(Folder, "secrets.json");

    public static LocalStore Of(IDistributedApplicationBuilder builder)
        => builder.Services.Select(s => s.ImplementationInstance).OfType<LocalStore>().First();

    /// <summary>The folder for the data of a resource, there when the call returns.</summary>
    public string DataFolder(string resourceName)
    {
        var folder = Path.Combine(Folder, "data", resourceName);
        Directory.CreateDirectory(folder);
        return folder;
    }

    public string GetOrAdd(string key, Func<string> generate)
    {
        lock (_gate)
        {
            if (!_secrets.TryGetValue(key, out var value))
            {
                _secrets[key] = value = generate();
                Write();
            }

            return value;
        }
    }

    private static Dictionary<string, string> Read(string file)
    {
        try
        {
            return File.Exists(file)
                ? JsonNode.Parse(File.ReadAllText(file))!.AsObject().ToDictionary(p => p.Key, p => p.Value!.GetValue<string>(), StringComparer.OrdinalIgnoreCase)
                : new(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new DistributedApplicationException($"{file} is damaged ({exception.Message}); repair it, or delete {Path.GetDirectoryName(file)} to begin anew.", exception);
        }
    }

    private void Write()
    {
        Directory.CreateDirectory(Folder);
        var json = new JsonObject(_secrets.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));

        // Written aside and renamed: a crash leaves the old file or the new one, never half of one.
        var aside = SecretsFile + ".new";
        using (var stream = new FileStream(aside, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Private }))
        {
            JsonSerializer.Serialize(stream, json, Indented);
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, SecretsFile, overwrite: true);
    }
}

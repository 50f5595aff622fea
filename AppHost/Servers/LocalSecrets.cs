using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.ServiceDefaults.Files;

namespace Platform.AppHost.Servers;

/// <summary>
/// Generated passwords, kept beside the data that they open (<c>secrets.json</c> of the data folder, readable by its owner alone) and not
/// with the user's other secrets: whoever deletes or copies the one has the other with it.
/// </summary>
/// <param name="folder">The folder of data; made when the first password is.</param>
internal sealed class LocalSecrets(string folder)
{
    private const int Length = 22;
    private readonly string _file = Path.Combine(folder, "secrets.json");

    /// <summary>A secret parameter of the application: its value is <c>Parameters:{name}</c> of configuration, or else the password kept under this name.</summary>
    public IResourceBuilder<ParameterResource> AddTo(IDistributedApplicationBuilder builder, string name)
    {
        var key = "Parameters:" + name;
        return builder.ExecutionContext.IsPublishMode
            ? builder.CreateResourceBuilder(ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, name, special: false))
            : builder.AddParameter(name, () => builder.Configuration[key] is { Length: > 0 } given ? given : GetOrAdd(key), secret: true);
    }

    /// <summary>
    /// The name of the volume with the data of a server's container. A server takes its password at its first start and keeps it with its data,
    /// so the volume belongs to this folder: a new one has new volumes, and so has a copy, or two servers would write to one.
    /// </summary>
    public string VolumeOf(string server)
    {
        var owner = SHA256.HashData(Encoding.UTF8.GetBytes($"{folder}\n{GetOrAdd("Volumes:Owner")}"));
        return $"platform-{server}-{Convert.ToHexStringLower(owner.AsSpan(0, 6))}";
    }

    /// <summary>The password kept under a key; a new one where there is none yet.</summary>
    /// <exception cref="DistributedApplicationException">The file is damaged.</exception>
    public string GetOrAdd(string key)
    {
        lock (this)
        {
            var kept = Read();
            if (!kept.TryGetValue(key, out var value))
            {
                // Letters and digits: nothing that a connection string would have to quote.
                kept[key] = value = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ0123456789", Length);
                Write(kept);
            }

            return value;
        }
    }

    private SortedDictionary<string, string> Read()
    {
        try
        {
            return File.Exists(_file)
                ? new(JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(_file))!, StringComparer.OrdinalIgnoreCase)
                : new(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            throw new DistributedApplicationException($"{_file} is damaged ({problem.Message}): repair it, or delete {folder} to begin anew.", problem);
        }
    }

    // Written aside and renamed: a crash leaves the old file or the new one, never half of one.
    private void Write(SortedDictionary<string, string> kept)
    {
        PrivateFiles.CreateFolder(folder);
        using (var stream = PrivateFiles.Open(_file + ".new", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, kept);
            stream.Flush(flushToDisk: true);
        }

        File.Move(_file + ".new", _file, overwrite: true);
    }
}

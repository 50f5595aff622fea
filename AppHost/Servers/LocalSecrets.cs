using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.ServiceDefaults.Files;

namespace Platform.AppHost.Servers;

/// <summary>
/// Stores generated passwords beside the data that they protect (<c>secrets.json</c> of the data folder, readable by its owner only) and not with the
/// user's other secrets, so that both are deleted or copied together.
/// </summary>
/// <param name="folder">The data folder; created with the first password.</param>
internal sealed class LocalSecrets(string folder)
{
    private const int Length = 22;
    private readonly string _file = Path.Combine(folder, "secrets.json");

    /// <summary>
    /// Adds a secret parameter whose value is <c>Parameters:{name}</c> of configuration, or otherwise the password stored under this name.
    /// </summary>
    public IResourceBuilder<ParameterResource> AddTo(IDistributedApplicationBuilder builder, string name)
    {
        var key = "Parameters:" + name;
        return builder.ExecutionContext.IsPublishMode
            ? builder.CreateResourceBuilder(ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, name, special: false))
            : builder.AddParameter(name, () => builder.Configuration[key] is { Length: > 0 } given ? given : GetOrAdd(key), secret: true);
    }

    /// <summary>
    /// Returns the name of the volume with the data of a server's container. A server takes its password at its first start and stores it with its
    /// data, so the volume belongs to this folder. A new or copied folder has new volumes; otherwise two servers would write to one.
    /// </summary>
    public string VolumeOf(string server)
    {
        var owner = SHA256.HashData(Encoding.UTF8.GetBytes($"{folder}\n{GetOrAdd("Volumes:Owner")}"));
        return $"platform-{server}-{Convert.ToHexStringLower(owner.AsSpan(0, 6))}";
    }

    /// <summary>Returns the password stored under a key, or generates one.</summary>
    /// <exception cref="DistributedApplicationException">The file is damaged.</exception>
    public string GetOrAdd(string key)
    {
        lock (this)
        {
            var kept = Read();
            if (!kept.TryGetValue(key, out var value))
            {
                // Letters and digits need no quoting in a connection string.
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
            throw new DistributedApplicationException($"{_file} is damaged ({problem.Message}): repair it, or delete {folder} to start from scratch.", problem);
        }
    }

    // Written to a temporary file and renamed: after a crash the file has the old or the new content, never part of it.
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

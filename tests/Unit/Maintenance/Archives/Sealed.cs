using Platform.Maintenance.Archives;

namespace Platform.Unit.Maintenance.Archives;

/// <summary>Archives in memory, whose key is derived in one round.</summary>
internal static class Sealed
{
    public const string Passphrase = "correct horse battery staple";

    /// <summary>The entries of this archive have these lengths, and contents that follow from them.</summary>
    public static async Task<byte[]> ArchiveAsync(IReadOnlyList<int> lengths)
    {
        using var target = new MemoryStream();
        using var writer = await ArchiveWriter.BeginAsync(target, Passphrase, rounds: 1, CancellationToken.None);
        for (var i = 0; i < lengths.Count; i++)
        {
            await writer.AddAsync($"entry-{i}", new MemoryStream(Content(i, lengths[i])), CancellationToken.None);
        }

        await writer.CompleteAsync(CancellationToken.None);
        return target.ToArray();
    }

    /// <summary>Reads an archive to its end.</summary>
    public static async Task<List<(string Name, byte[] Content)>> ReadAsync(byte[] archive, string passphrase = Passphrase)
    {
        using var reader = await ArchiveReader.OpenAsync(new MemoryStream(archive), passphrase, CancellationToken.None);
        var entries = new List<(string, byte[])>();
        while (await reader.NextAsync(CancellationToken.None) is { } entry)
        {
            using var content = new MemoryStream();
            await entry.CopyToAsync(content);
            entries.Add((entry.Name, content.ToArray()));
        }

        return entries;
    }

    public static byte[] Content(int number, int length)
    {
        var content = new byte[length];
        new Random(number).NextBytes(content);
        return content;
    }
}

using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Platform.ObjectStorage.Telemetry;
using Platform.ServiceDefaults.Files;

namespace Platform.ObjectStorage.Local;

/// <summary>
/// Stores objects as files in a folder. A file is written under a temporary name, synced and renamed, so that readers see the old or the new one.
/// </summary>
internal sealed class LocalObjectStore : IObjectStore, IProbedStore
{
    private const int BufferBytes = 128 * 1024;
    private static readonly TimeSpan s_abandonedAfter = TimeSpan.FromDays(1);

    private readonly string _root;
    private readonly string _temporary;
    private readonly StorageGate _gate;
    private bool _ready;

    public LocalObjectStore(LocalStorageOptions options, StorageGate gate)
    {
        _root = Path.GetFullPath(options.Root);
        _temporary = Path.Combine(_root, ".tmp");
        _gate = gate;
    }

    public async Task<ObjectInfo> PutAsync(string key, Stream content, PutLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Check(key);
        ArgumentNullException.ThrowIfNull(content);
        var started = _gate.Time.GetTimestamp();
        var temporary = await CreateTemporaryAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using (temporary.ConfigureAwait(false))
            {
                var length = await CopyAsync(content, temporary, limits?.MaxLength, cancellationToken).ConfigureAwait(false);
                if (limits?.ExpectedLength is { } expected && expected != length)
                {
                    throw new ObjectLengthException(expected, length);
                }
            }

            var info = await CommitAsync(temporary.Name, key, cancellationToken).ConfigureAwait(false);
            _gate.Metrics.Uploaded(_gate.Time.GetElapsedTime(started));
            return info;
        }
        finally
        {
            // Does not exist after a commit; remains after any failure.
            File.Delete(temporary.Name);
        }
    }

    public async Task<ObjectInfo> ComposeAsync(string key, IReadOnlyList<string> parts, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Check(key);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count, nameof(parts));
        foreach (var part in parts)
        {
            ObjectKeys.Check(part);
        }

        if (parts.Count == 1)
        {
            return await CommitAsync(PathOf(parts[0]), key, cancellationToken).ConfigureAwait(false);
        }

        var temporary = await CreateTemporaryAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using (temporary.ConfigureAwait(false))
            {
                foreach (var part in parts)
                {
                    var source = OpenFile(part) ?? throw new FileNotFoundException("A part is missing.", part);
                    await using (source.ConfigureAwait(false))
                    {
                        await CopyAsync(source, temporary, maxLength: null, cancellationToken).ConfigureAwait(false);
                    }
                }
            }

            var info = await CommitAsync(temporary.Name, key, cancellationToken).ConfigureAwait(false);
            foreach (var part in parts)
            {
                await DeleteAsync(part, cancellationToken).ConfigureAwait(false);
            }

            return info;
        }
        finally
        {
            File.Delete(temporary.Name);
        }
    }

    public async Task<ObjectContent?> OpenReadAsync(string key, ByteRange? range = null, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Check(key);
        var started = _gate.Time.GetTimestamp();
        var file = await _gate.RunAsync(StorageMetrics.Download, _ => ValueTask.FromResult(OpenFile(key)), cancellationToken).ConfigureAwait(false);
        if (file is null)
        {
            return null;
        }

        var info = InfoOf(key, new FileInfo(file.Name), file.Length);
        var offset = range?.Offset ?? 0;
        if (offset < 0 || range?.Length < 1 || (offset >= info.Length && range is not null && offset != 0))
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw new ArgumentOutOfRangeException(nameof(range), "The range starts after the object's end.");
        }

        var length = Math.Min(range?.Length ?? long.MaxValue, info.Length - offset);
        file.Position = offset;
        return new ObjectContent(info, offset, length, new MeasuredReadStream(file, length, owner: null, failed =>
        {
            _gate.Metrics.Downloaded(_gate.Time.GetElapsedTime(started));
            if (failed)
            {
                _gate.Metrics.Failed(StorageMetrics.Download);
            }
        }));
    }

    public async ValueTask<Dictionary<string, object>> ProbeAsync(CancellationToken cancellationToken)
    {
        // A folder that is readable but not writable accepts no uploads.
        Prepare();
        var path = Path.Combine(_temporary, "probe-" + Guid.CreateVersion7(_gate.Time.GetUtcNow()).ToString("N"));
        var probe = PrivateFiles.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        await using (probe.ConfigureAwait(false))
        {
            await probe.WriteAsync(new byte[1], cancellationToken).ConfigureAwait(false);
        }

        var drive = new DriveInfo(_root);
        return new(StringComparer.Ordinal) { ["writable"] = true, ["free_bytes"] = drive.AvailableFreeSpace, ["total_bytes"] = drive.TotalSize };
    }

    public async Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Check(key);
        return await _gate.RunAsync(StorageMetrics.Download, _ =>
        {
            var file = new FileInfo(PathOf(key));
            return ValueTask.FromResult(file.Exists ? InfoOf(key, file, file.Length) : null);
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Check(key);
        await _gate.RunAsync(StorageMetrics.Delete, _ =>
        {
            var path = PathOf(key);
            if (File.Exists(path))
            {
                File.Delete(path);
                RemoveEmptyFolders(Path.GetDirectoryName(path)!);
            }

            return ValueTask.FromResult(true);
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ObjectKeys.CheckPrefix(prefix);
        return await _gate.RunAsync(StorageMetrics.Delete, _ =>
        {
            var folder = new DirectoryInfo(PathOf(prefix));
            if (!folder.Exists)
            {
                return ValueTask.FromResult(0);
            }

            var count = folder.EnumerateFiles("*", SearchOption.AllDirectories).Count();
            folder.Delete(recursive: true);
            RemoveEmptyFolders(folder.Parent!.FullName);
            return ValueTask.FromResult(count);
        }, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKeys.CheckPrefix(prefix);
        var found = await _gate.RunAsync(StorageMetrics.Download, _ =>
        {
            var folder = new DirectoryInfo(PathOf(prefix));
            List<ObjectInfo> objects = [];
            if (folder.Exists)
            {
                foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
                {
                    objects.Add(InfoOf(Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file, file.Length));
                }
            }

            objects.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
            return ValueTask.FromResult(objects);
        }, cancellationToken).ConfigureAwait(false);
        foreach (var info in found)
        {
            yield return info;
        }
    }

    private static ObjectInfo InfoOf(string key, FileInfo file, long length) => new(
        key,
        length,
        new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero),
        string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks:x}-{length:x}"));

    private async Task<long> CopyAsync(Stream source, FileStream target, long? maxLength, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long total = 0;
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                total += read;
                if (total > maxLength)
                {
                    throw new ObjectTooLargeException(maxLength.Value);
                }

                try
                {
                    await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }
                catch (IOException)
                {
                    _gate.Metrics.Failed(StorageMetrics.Upload);
                    throw;
                }
            }

            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValueTask<FileStream> CreateTemporaryAsync(CancellationToken cancellationToken) =>
        _gate.RunAsync(StorageMetrics.Upload, _ =>
        {
            Prepare();
            var path = Path.Combine(_temporary, Guid.CreateVersion7(_gate.Time.GetUtcNow()).ToString("N"));
            return ValueTask.FromResult(PrivateFiles.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileOptions.Asynchronous));
        }, cancellationToken);

    private ValueTask<ObjectInfo> CommitAsync(string source, string key, CancellationToken cancellationToken) =>
        _gate.RunAsync(StorageMetrics.Upload, _ =>
        {
            using (var handle = File.OpenHandle(source, FileMode.Open, FileAccess.ReadWrite))
            {
                RandomAccess.FlushToDisk(handle);
            }

            var path = PathOf(key);
            var folder = Path.GetDirectoryName(path)!;
            Move(source, path, folder);
            FileSync.FlushFolder(folder);
            var file = new FileInfo(path);
            return ValueTask.FromResult(InfoOf(key, file, file.Length));
        }, cancellationToken);

    private static void Move(string source, string path, string folder)
    {
        for (var attempt = 0; ; attempt++)
        {
            PrivateFiles.CreateFolder(folder);
            try
            {
                File.Move(source, path, overwrite: true);
                return;
            }
            catch (DirectoryNotFoundException) when (attempt < 5)
            {
                // A delete has removed the empty folder between the two calls.
            }
        }
    }

    private FileStream? OpenFile(string key)
    {
        try
        {
            return new FileStream(PathOf(key), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Creates the folder; once, cleans up after an earlier version or a process that was killed during a put.</summary>
    private void Prepare()
    {
        PrivateFiles.CreateFolder(_temporary);
        if (_ready)
        {
            return;
        }

        _ready = true;
        PrivateFiles.Tighten(_root);
        var before = (_gate.Time.GetUtcNow() - s_abandonedAfter).UtcDateTime;
        foreach (var file in new DirectoryInfo(_temporary).EnumerateFiles())
        {
            if (file.LastWriteTimeUtc < before)
            {
                file.Delete();
            }
        }
    }

    private void RemoveEmptyFolders(string folder)
    {
        for (var f = folder; f.Length > _root.Length; f = Path.GetDirectoryName(f)!)
        {
            try
            {
                Directory.Delete(f);
            }
            catch (IOException)
            {
                return;
            }
        }
    }

    private string PathOf(string key) => Path.Combine(_root, key.TrimEnd('/').Replace('/', Path.DirectorySeparatorChar));
}

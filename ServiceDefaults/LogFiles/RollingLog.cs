using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Identity;
using Platform.ServiceDefaults.Logs;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>
/// Writes lines to files, in the background and in order. Whoever logs never waits: lines that come faster than the disk
/// takes them are left out, and how many is said in the file.
/// </summary>
internal sealed class RollingLog : IAsyncDisposable, IDisposable
{
    private const int LongestQueue = 10_000;
    private static readonly TimeSpan s_lastWrites = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(LongestQueue) { SingleReader = true });
    private readonly LogOptions _options;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private long _leftOut;

    public RollingLog(IOptions<LogOptions> options, ServiceIdentity identity, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        Slot = LogSlot.Take(_options.Folder!, identity.Name);
        _writing = WriteAsync();
    }

    public LogSlot Slot { get; }

    /// <summary>Takes a line, its end included.</summary>
    public void Add(string line)
    {
        if (!_lines.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _leftOut);
        }
    }

    public void Dispose() => _lines.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await Task.WhenAny(_writing, Task.Delay(s_lastWrites, _time)).ConfigureAwait(false);
        Slot.Dispose();
    }

    private async Task WriteAsync()
    {
        await Task.Yield();
        FileStream? file = null;
        try
        {
            while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                try
                {
                    file = await WriteWaitingAsync(file).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // A disk that is full now may have room later. What was in hand is gone and counted.
                    Interlocked.Increment(ref _leftOut);
                    if (file is not null)
                    {
                        await DisposeQuietlyAsync(file).ConfigureAwait(false);
                        file = null;
                    }

                    await Task.Delay(s_afterFailure, _time).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            if (file is not null)
            {
                await DisposeQuietlyAsync(file).ConfigureAwait(false);
            }
        }
    }

    private async Task<FileStream> WriteWaitingAsync(FileStream? file)
    {
        file ??= Open();
        while (_lines.Reader.TryRead(out var line))
        {
            if (Interlocked.Exchange(ref _leftOut, 0) is > 0 and var leftOut)
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(LeftOutLine(leftOut))).ConfigureAwait(false);
            }

            var bytes = Encoding.UTF8.GetBytes(line);
            if (file.Length > 0 && file.Length + bytes.Length > _options.MaxFileBytes)
            {
                await file.DisposeAsync().ConfigureAwait(false);
                file = Begin();
            }

            await file.WriteAsync(bytes).ConfigureAwait(false);
        }

        await file.FlushAsync().ConfigureAwait(false);
        return file;
    }

    /// <summary>Goes on with the newest file, if it has room.</summary>
    private FileStream Open() => Slot.Files() is [var newest, ..] && newest.File.Length < _options.MaxFileBytes
        ? Append(newest.File.FullName)
        : Begin();

    private FileStream Begin()
    {
        var now = _time.GetUtcNow();
        var files = Slot.Files();

        // Names grow, whatever the clock does.
        if (files is [var newest, ..] && newest.Name.Begun >= now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond)))
        {
            now = newest.Name.Begun.AddMilliseconds(1);
        }

        foreach (var (_, old) in files.Skip(_options.MaxFiles - 1))
        {
            old.Delete();
        }

        return Append(Path.Combine(Slot.Folder, new LogFileName(Slot.Service, Slot.Number, now).ToString()));
    }

    private static FileStream Append(string path) =>
        new(path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 64 * 1024, FileOptions.Asynchronous);

    private static async ValueTask DisposeQuietlyAsync(FileStream file)
    {
        try
        {
            await file.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Flushing what is left failed as the write before it did.
        }
    }

    private string LeftOutLine(long count) => FormattableString.Invariant(
        $"{{\"timestamp\":\"{_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"level\":\"WARN\",\"service\":\"{Slot.Service}\",\"component\":\"Platform.LogFiles\",\"message\":\"{count} lines were left out: the disk could not keep up.\"}}\n");
}

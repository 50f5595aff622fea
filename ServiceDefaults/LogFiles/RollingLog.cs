using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Files;
using Platform.ServiceDefaults.Identity;
using Platform.ServiceDefaults.Logs;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>
/// Writes log lines to files in the background, in order. Logging never blocks: lines that arrive faster than the disk can write them, or for which
/// there is no space, are dropped, and the file records how many.
/// </summary>
internal sealed class RollingLog : IAsyncDisposable, IDisposable
{
    private const int MaxQueueLength = 10_000;
    private const int BatchBytes = 64 * 1024;
    private static readonly TimeSpan s_lastWrites = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxQueueLength) { SingleReader = true });
    private readonly ArrayBufferWriter<byte> _batch = new(BatchBytes);
    private readonly LogOptions _options;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private long _dropped;
    private FileStream? _file;

    // The length of the complete lines in the file, in bytes.
    private long _length;

    // The number of log entries in the current batch, including the dropped ones that it reports.
    private long _taken;

    public RollingLog(IOptions<LogOptions> options, ServiceIdentity identity, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        Slot = LogSlot.Take(_options.Folder!, identity.Name);
        _writing = WriteAsync();
    }

    public LogSlot Slot { get; }

    /// <summary>Queues a line, which includes its line end.</summary>
    public void Add(byte[] line)
    {
        if (!_lines.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _dropped);
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
        while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            try
            {
                Fill();
                await _file!.WriteAsync(_batch.WrittenMemory).ConfigureAwait(false);
                _length += _batch.WrittenCount;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A full disk may have space later. The current batch is dropped.
                Interlocked.Add(ref _dropped, _taken);
                Close(isCut: true);
                await Task.Delay(s_afterFailure, _time).ConfigureAwait(false);
            }
        }

        Close(isCut: false);
    }

    /// <summary>Adds waiting lines to the batch as long as they fit into the current file, or into the next one if none fits.</summary>
    private void Fill()
    {
        _batch.ResetWrittenCount();
        _taken = Interlocked.Exchange(ref _dropped, 0);
        if (_taken > 0)
        {
            _batch.Write(DroppedLine(_taken));
        }

        Use(_file ?? Open());
        if (_length > 0 && _lines.Reader.TryPeek(out var first) && !HasRoom(first))
        {
            Close(isCut: false);
            Use(Begin());
        }

        while (_batch.WrittenCount < BatchBytes && _lines.Reader.TryPeek(out var line) && HasRoom(line) && _lines.Reader.TryRead(out line))
        {
            _batch.Write(line);
            _taken++;
        }
    }

    private bool HasRoom(byte[] line) => _length + _batch.WrittenCount is var length && (length == 0 || length + line.Length <= _options.MaxFileBytes);

    private void Use(FileStream file)
    {
        if (file != _file)
        {
            (_file, _length) = (file, file.Length);
        }
    }

    /// <summary>Closes the file, if one is open.</summary>
    /// <param name="isCut">Whether to truncate data that does not count as written, such as half a line.</param>
    private void Close(bool isCut)
    {
        try
        {
            if (isCut)
            {
                _file?.SetLength(_length);
            }
        }
        catch (IOException)
        {
            // The line stays incomplete; readers skip it.
        }

        _file?.Dispose();
        _file = null;
    }

    /// <summary>Continues with the newest file if it has space.</summary>
    private FileStream Open() => Slot.Files() is [var newest, ..] && newest.File.Length < _options.MaxFileBytes
        ? Append(newest.File.FullName)
        : Begin();

    private FileStream Begin()
    {
        var now = _time.GetUtcNow();
        var files = Slot.Files();

        // Names increase even if the clock goes back.
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

    // Unbuffered: the data are batched already, and failures are seen at once.
    private static FileStream Append(string path) =>
        PrivateFiles.Open(path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous);

    private byte[] DroppedLine(long count) => Encoding.UTF8.GetBytes(FormattableString.Invariant(
        $"{{\"timestamp\":\"{_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"level\":\"WARN\",\"service\":\"{Slot.Service}\",\"component\":\"Platform.LogFiles\",\"message\":\"{count} lines were left out: the disk could not keep up.\"}}\n"));
}

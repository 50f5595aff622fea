using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Files;
using Platform.ServiceDefaults.Identity;
using Platform.ServiceDefaults.Logs;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>
/// Writes lines to files, in the background and in order. Whoever logs never waits: lines that come faster than the disk
/// takes them, or that it has no room for, are left out, and how many is said in the file.
/// </summary>
internal sealed class RollingLog : IAsyncDisposable, IDisposable
{
    private const int LongestQueue = 10_000;
    private const int BatchBytes = 64 * 1024;
    private static readonly TimeSpan s_lastWrites = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(LongestQueue) { SingleReader = true });
    private readonly ArrayBufferWriter<byte> _batch = new(BatchBytes);
    private readonly LogOptions _options;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private long _leftOut;
    private FileStream? _file;

    // Of the file, whole lines all of them.
    private long _length;

    // What the batch stands for: its lines, and those whose loss it tells of.
    private long _taken;

    public RollingLog(IOptions<LogOptions> options, ServiceIdentity identity, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        Slot = LogSlot.Take(_options.Folder!, identity.Name);
        _writing = WriteAsync();
    }

    public LogSlot Slot { get; }

    /// <summary>Takes a line, its end included.</summary>
    public void Add(byte[] line)
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
                // A disk that is full now may have room later. Of what was in hand nothing stays.
                Interlocked.Add(ref _leftOut, _taken);
                Close(isCut: true);
                await Task.Delay(s_afterFailure, _time).ConfigureAwait(false);
            }
        }

        Close(isCut: false);
    }

    /// <summary>Takes what waits and fits into the file, or into the next where nothing does.</summary>
    private void Fill()
    {
        _batch.ResetWrittenCount();
        _taken = Interlocked.Exchange(ref _leftOut, 0);
        if (_taken > 0)
        {
            _batch.Write(LeftOutLine(_taken));
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

    /// <param name="isCut">Takes off what does not count as written, such as half a line.</param>
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
            // The line stays torn; readers pass over it.
        }

        _file?.Dispose();
        _file = null;
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

    // Without a buffer: what is written is a batch already, and what fails is known.
    private static FileStream Append(string path) =>
        PrivateFiles.Open(path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous);

    private byte[] LeftOutLine(long count) => Encoding.UTF8.GetBytes(FormattableString.Invariant(
        $"{{\"timestamp\":\"{_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"level\":\"WARN\",\"service\":\"{Slot.Service}\",\"component\":\"Platform.LogFiles\",\"message\":\"{count} lines were left out: the disk could not keep up.\"}}\n"));
}

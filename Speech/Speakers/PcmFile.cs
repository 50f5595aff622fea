using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.Speech.Speakers;

/// <summary>
/// Reads a file of 16-bit samples, little-endian, 16,000 a second, one channel, without a header. Samples are read on demand and not kept in memory.
/// </summary>
public sealed class PcmFile : ISoundSamples, IDisposable
{
    private readonly SafeFileHandle _file;

    /// <summary>Opens a complete file: samples that are appended later are ignored.</summary>
    public PcmFile(string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        Count = RandomAccess.GetLength(_file) / sizeof(short);
    }

    /// <inheritdoc />
    public long Count { get; }

    /// <inheritdoc />
    public void Read(long at, Span<short> samples)
    {
        var bytes = MemoryMarshal.AsBytes(samples);
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_file, bytes[done..], (at * sizeof(short)) + done);
            if (read == 0)
            {
                throw new EndOfStreamException($"The sound ends before its sample {at + samples.Length}.");
            }

            done += read;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();
}

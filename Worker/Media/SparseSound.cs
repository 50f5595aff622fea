using System.Runtime.InteropServices;
using Platform.ServiceDefaults.Files;

namespace Platform.Worker.Media;

/// <summary>
/// Writes decoded sound (16 bits, one channel) to a sparse file, in which silence is stored as holes that read as zeros and take no space.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="maxBytes">The maximum number of bytes on disk.</param>
internal sealed class SparseSound(string file, long maxBytes) : IAsyncDisposable
{
    private const int BlockSamples = 16_000;

    // -66 dB relative to full scale: below the noise of any microphone.
    private const int Audible = 16;

    private readonly FileStream _file = PrivateFiles.Open(file, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
    private readonly short[] _block = new short[BlockSamples];
    private int _count;
    private long _position;

    /// <summary>Gets the number of bytes on disk.</summary>
    public long Written { get; private set; }

    /// <summary>Gets whether more bytes were written than permitted.</summary>
    public bool IsTooLarge => Written > maxBytes;

    /// <summary>Adds samples.</summary>
    public void Write(ReadOnlySpan<short> samples)
    {
        while (!samples.IsEmpty)
        {
            var some = samples[..Math.Min(samples.Length, BlockSamples - _count)];
            some.CopyTo(_block.AsSpan(_count));
            _count += some.Length;
            samples = samples[some.Length..];
            if (_count == BlockSamples)
            {
                Flush();
            }
        }
    }

    /// <summary>Adds silence.</summary>
    public void WriteSilence(int samples)
    {
        Span<short> zeros = stackalloc short[1024];
        zeros.Clear();
        for (; samples > 0; samples -= zeros.Length)
        {
            Write(zeros[..Math.Min(samples, zeros.Length)]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Flush();
        _file.SetLength(_position);
        await _file.DisposeAsync();
    }

    private void Flush()
    {
        var bytes = MemoryMarshal.AsBytes(_block.AsSpan(0, _count));
        if (IsAudible(_block.AsSpan(0, _count)))
        {
            RandomAccess.Write(_file.SafeFileHandle, bytes, _position);
            Written += bytes.Length;
        }

        _position += bytes.Length;
        _count = 0;
    }

    private static bool IsAudible(ReadOnlySpan<short> samples) => samples.ContainsAnyExceptInRange((short)-Audible, (short)Audible);
}

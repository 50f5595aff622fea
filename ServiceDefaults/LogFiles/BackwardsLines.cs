using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>Reads the lines of a file from its end to its beginning.</summary>
internal static class BackwardsLines
{
    private const int Chunk = 64 * 1024;
    private const int MaxLineLength = 1024 * 1024;

    /// <summary>
    /// Reads the lines that end before <paramref name="end"/>, newest first, with their offsets. A line is valid until the next one is read.
    /// </summary>
    public static async IAsyncEnumerable<(long Offset, ReadOnlyMemory<byte> Line)> ReadAsync(
        SafeFileHandle file, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The parts of a line that have been read already, the later part first.
        var tail = Array.Empty<byte>();
        for (var at = end; at > 0;)
        {
            var size = (int)Math.Min(Chunk, at);
            at -= size;
            var chunk = new byte[size + tail.Length];
            var read = 0;
            while (read < size)
            {
                var got = await RandomAccess.ReadAsync(file, chunk.AsMemory(read, size - read), at + read, cancellationToken).ConfigureAwait(false);
                if (got == 0)
                {
                    yield break;
                }

                read += got;
            }

            tail.CopyTo(chunk, size);
            var stop = chunk.Length;
            while (chunk.AsSpan(0, stop).LastIndexOf((byte)'\n') is var newline && newline >= 0)
            {
                if (stop - newline > 1)
                {
                    yield return (at + newline + 1, chunk.AsMemory(newline + 1, stop - newline - 1));
                }

                stop = newline;
            }

            tail = stop > MaxLineLength ? [] : chunk[..stop];
        }

        if (tail.Length > 0)
        {
            yield return (0, tail);
        }
    }
}

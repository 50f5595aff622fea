using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>Reads a file's lines from its end to its beginning.</summary>
internal static class BackwardsLines
{
    private const int Chunk = 64 * 1024;
    private const int LongestLine = 1024 * 1024;

    /// <summary>Lines that end before <paramref name="end"/>, newest first, with where each begins. Valid until the next one is asked for.</summary>
    public static async IAsyncEnumerable<(long Offset, ReadOnlyMemory<byte> Line)> ReadAsync(
        SafeFileHandle file, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What of a line has been read already, from its later part to its earlier.
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

            tail = stop > LongestLine ? [] : chunk[..stop];
        }

        if (tail.Length > 0)
        {
            yield return (0, tail);
        }
    }
}

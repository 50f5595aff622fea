using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NativeServers;

/// <summary>Asks a server on 127.0.0.1 in its own protocol whether it serves.</summary>
public static class ProtocolCheck
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(3);

    /// <summary>Whether PostgreSQL asks for a password: while it starts or recovers it answers with an error.</summary>
    public static Task<bool> PostgreSqlAsync(int port, string user, CancellationToken cancellationToken)
    {
        var words = Encoding.UTF8.GetBytes($"user\0{user}\0database\0postgres\0\0");
        var message = new byte[8 + words.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), 3 << 16);
        words.CopyTo(message, 8);
        return AskAsync(port, message, answer => answer[0] == 'R' ? Answer.Serves : Answer.DoesNotServe, cancellationToken);
    }

    /// <summary>Whether Redis answers PING: while it loads its data it answers with an error.</summary>
    public static Task<bool> RedisAsync(int port, string? password, CancellationToken cancellationToken)
    {
        var login = string.IsNullOrEmpty(password) ? "" : $"*2\r\n$4\r\nAUTH\r\n${Encoding.UTF8.GetByteCount(password)}\r\n{password}\r\n";
        return AskAsync(
            port,
            Encoding.UTF8.GetBytes($"{login}*1\r\n$4\r\nPING\r\n"),
            answer => answer[0] == '-' ? Answer.DoesNotServe
                : Encoding.UTF8.GetString(answer).EndsWith("+PONG\r\n", StringComparison.Ordinal) ? Answer.Serves
                : Answer.Unfinished,
            cancellationToken);
    }

    /// <summary>Whether RabbitMQ opens an AMQP 0-9-1 conversation: a method frame on channel 0.</summary>
    public static Task<bool> RabbitMqAsync(int port, CancellationToken cancellationToken) =>
        AskAsync(port, [.. "AMQP"u8, 0, 0, 9, 1], answer => answer switch { [1, 0, 0, ..] => Answer.Serves, [1, ..] => Answer.Unfinished, _ => Answer.DoesNotServe }, cancellationToken);

    private enum Answer
    {
        Unfinished,
        Serves,
        DoesNotServe,
    }

    private static async Task<bool> AskAsync(
        int port, byte[] question, Func<byte[], Answer> judge, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_longest);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(question, limit.Token);
            var buffer = new byte[1024];
            var length = 0;
            // An answer may come in pieces: it is read until it fits, the other side closes, or time is up.
            while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), limit.Token) is > 0 and var read)
            {
                length += read;
                if (judge(buffer[..length]) is var answer and not Answer.Unfinished)
                {
                    return answer == Answer.Serves;
                }
            }

            return false;
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

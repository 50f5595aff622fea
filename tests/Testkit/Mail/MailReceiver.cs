using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;
using Platform.Testkit.Waiting;

namespace Platform.Testkit.Mail;

/// <summary>A mail server that keeps the mails it receives, and answers as a test defines.</summary>
public sealed class MailReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedMail> _mails = new();
    private readonly ConcurrentDictionary<TcpClient, Task> _clients = new();
    private TcpListener? _listener;
    private Task _listening = Task.CompletedTask;

    public MailReceiver() => Start();

    public int Port { get; private set; }

    /// <summary>
    /// Returns the reply to a command: <c>RCPT TO:&lt;…&gt;</c>, or <c>.</c> for the end of a mail. Null for the usual reply; empty to close the
    /// connection.
    /// </summary>
    public Func<string, string?> Answer { get; set; } = static _ => null;

    public IReadOnlyList<ReceivedMail> Mails => [.. _mails];

    /// <summary>Returns the mails received for an address, in order.</summary>
    public IReadOnlyList<ReceivedMail> To(string address) => [.. _mails.Where(mail => string.Equals(mail.To, address, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Waits for the given number of mails to an address whose subject contains a text, and returns the last of them.</summary>
    public Task<ReceivedMail> GetAsync(string address, string subject, int number = 1) => Eventually.GetAsync(
        () => Task.FromResult(To(address).Where(mail => mail.Message.Subject?.Contains(subject, StringComparison.Ordinal) == true).ElementAtOrDefault(number - 1)), what: $"mail {number} to {address}: {subject}");

    /// <summary>Starts to listen, on the same port as before.</summary>
    public void Start()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _listening = ListenAsync(_listener);
    }

    /// <summary>Stops to listen and closes all connections.</summary>
    public async Task StopAsync()
    {
        _listener?.Dispose();
        await _listening;
        foreach (var (client, serving) in _clients)
        {
            client.Dispose();
            await serving;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task ListenAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _clients[client] = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        await Task.Yield();
        try
        {
            using (client)
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
                await TalkAsync(reader, writer);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // The connection was closed.
        }

        _clients.TryRemove(client, out _);
    }

    private async Task TalkAsync(StreamReader reader, StreamWriter writer)
    {
        var to = "";
        await writer.WriteLineAsync("220 receiver");
        while (await reader.ReadLineAsync() is { } command)
        {
            var verb = command.Split(' ', ':')[0].ToUpperInvariant();
            var reply = Answer(command) ?? (verb switch { "EHLO" => "250-receiver\r\n250 8BITMIME", "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 OK" });
            to = verb == "RCPT" ? command[(command.IndexOf('<', StringComparison.Ordinal) + 1)..command.IndexOf('>', StringComparison.Ordinal)] : to;
            if (verb == "DATA" && reply.StartsWith("354", StringComparison.Ordinal))
            {
                await writer.WriteLineAsync(reply);
                _mails.Enqueue(new ReceivedMail(to, await ReadAsync(reader)));
                reply = Answer(".") ?? "250 taken";
            }

            if (reply.Length == 0)
            {
                return;
            }

            await writer.WriteLineAsync(reply);
        }
    }

    private static async Task<MimeMessage> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        using var bytes = new MemoryStream(Encoding.Latin1.GetBytes(text.ToString()));
        return await MimeMessage.LoadAsync(bytes);
    }
}

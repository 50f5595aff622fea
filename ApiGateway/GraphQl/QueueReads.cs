using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.GraphQl;

/// <summary>The reads of one request: as its caller, only a few at the same time, and only so much of what they brought is answered.</summary>
internal sealed class QueueReads : IDisposable
{
    private const int AtOnce = 8;
    private const int MaxBytes = 16 * 1024 * 1024;

    private readonly SemaphoreSlim _free = new(AtOnce);
    private readonly BrokerClient _client;
    private long _bytes;

    public QueueReads(BrokerClient client, Caller caller)
    {
        _client = client;
        Actor = caller.Actor;
        Pages = new MessagePageReads(this);
    }

    public Actor Actor { get; }

    /// <summary>Messages of queues.</summary>
    public MessagePageReads Pages { get; }

    public async Task<T> RunAsync<T>(Func<BrokerClient, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await read(_client, cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>A text of a message on its way into the answer.</summary>
    /// <exception cref="GraphQlFault">The answer gets too large.</exception>
    public string Answer(string text) => Interlocked.Add(ref _bytes, text.Length) <= MaxBytes
        ? text
        : throw GraphQlFault.Limit(string.Create(CultureInfo.InvariantCulture, $"Contents and headers of an answer may have {MaxBytes} characters. Ask for fewer messages."));

    public void Dispose() => _free.Dispose();
}

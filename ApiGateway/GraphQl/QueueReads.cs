using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.GraphQl;

/// <summary>
/// Reads data for one GraphQL request on behalf of its caller, and limits the number of concurrent reads and the size of the response.
/// </summary>
internal sealed class QueueReads : IDisposable
{
    private const int MaxConcurrent = 8;
    private const int MaxBytes = 16 * 1024 * 1024;

    private readonly SemaphoreSlim _free = new(MaxConcurrent);
    private readonly BrokerClient _client;
    private long _bytes;

    public QueueReads(BrokerClient client, Caller caller)
    {
        _client = client;
        Actor = caller.Actor;
        Pages = new MessagePageReads(this);
    }

    public Actor Actor { get; }

    /// <summary>Gets the pages of messages.</summary>
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

    /// <summary>Counts a text towards the size of the response.</summary>
    /// <exception cref="GraphQlFault">The response is too large.</exception>
    public string Answer(string text) => Interlocked.Add(ref _bytes, text.Length) <= MaxBytes
        ? text
        : throw GraphQlFault.Limit(string.Create(CultureInfo.InvariantCulture, $"Contents and headers of an answer may have {MaxBytes} characters. Ask for fewer messages."));

    public void Dispose() => _free.Dispose();
}

using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.GraphQl;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.Unit.ApiGateway.GraphQl;

/// <summary>The gateway's GraphQL endpoint, with a broker that answers as a test says.</summary>
internal sealed class GraphQlGateway : IDisposable
{
    private static readonly Timestamp s_then = Timestamp.FromDateTimeOffset(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly IHost _host;

    public GraphQlGateway(Func<IMessage, CancellationToken, Task<IMessage>>? broker = null, params (string Key, string Value)[] settings)
    {
        Broker = new RecordedBroker(broker ?? AnswerAsync);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddLogging().AddMetrics().AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new BrokerClient(Broker));
        builder.AddGraphQl();
        _host = builder.Build();
    }

    public RecordedBroker Broker { get; }

    public IServiceProvider Services => _host.Services;

    public static QueueRecord Queue(string name, params IReadOnlyList<QueuePermission> rights) => new()
    {
        Id = 7,
        Name = name,
        CreatedAt = s_then,
        UpdatedAt = s_then,
        MessageCount = 5,
        MessagesPending = 4,
        MessagesProcessed = 10,
        MessagesFailed = 1,
        MessagesTotal = 15,
        OldestPendingAt = s_then,
        OwnerId = Guid.Empty.ToBytes(),
        Rights = { rights.Count > 0 ? rights : [QueuePermission.Read, QueuePermission.Manage] },
        Settings = new QueueConfiguration
        {
            VisibilityTimeoutSeconds = 30,
            MaxDeliveries = 5,
            DelaySeconds = 0,
            DeduplicationSeconds = 300,
            MaxMessageBytes = 262_144,
            MaxMessages = 10_000_000,
            KeepProcessed = true,
        },
    };

    public static MessageRecord Message(long id, string queue, string content = "{}", MessageContentType type = MessageContentType.Json) => new()
    {
        Id = id,
        QueueName = queue,
        State = MessageState.Failed,
        Content = ByteString.CopyFromUtf8(content),
        ContentType = type,
        CreatedAt = s_then,
        DeliveryCount = 5,
        HeadersJson = ByteString.CopyFromUtf8("""{"h":"v"}"""),
        FinishedAt = s_then,
        FailureReason = "max_deliveries",
    };

    public static SearchMessagePagesReply Pages(SearchMessagePagesRequest asked, Func<string, IReadOnlyList<MessageRecord>> messages) =>
        new() { Queues = { asked.Names.Select(name => new MessagesOfQueue { Name = name, Messages = { messages(name) } }) } };

    /// <summary>Two queues, and two messages in each.</summary>
    public static Task<IMessage> AnswerAsync(IMessage request, CancellationToken cancellationToken) => Task.FromResult<IMessage>(request switch
    {
        SearchQueuesRequest => new SearchQueuesReply { Queues = { Queue("a"), Queue("b") } },
        QueueRequest queue => Queue(queue.Name),
        GetMessageRequest message => Message(message.Id, "a"),
        _ => Pages((SearchMessagePagesRequest)request, name => [Message(2, name), Message(1, name)]),
    });

    public Task<(int Status, JsonElement Answer)> AskAsync(string query, object? variables = null) => PostAsync(JsonSerializer.Serialize(new { query, variables }));

    public async Task<(int Status, JsonElement Answer)> PostAsync(string body, CancellationToken cancellationToken = default)
    {
        using var output = new MemoryStream();
        var context = new DefaultHttpContext
        {
            RequestServices = Services,
            RequestAborted = cancellationToken,
            User = new Caller(Guid.CreateVersion7(), "ada@example.com", isOperator: false, null, null, [], "test"),
        };
        context.Request.Method = "POST";
        context.Request.ContentType = "application/json";
        context.Request.Headers.Accept = "application/graphql-response+json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Response.Body = output;
        await Services.GetRequiredService<GraphQlEndpoint>().AnswerAsync(context);
        return (context.Response.StatusCode, JsonSerializer.Deserialize<JsonElement>(output.ToArray()));
    }

    public void Dispose() => _host.Dispose();

    internal sealed class RecordedBroker(Func<IMessage, CancellationToken, Task<IMessage>> answer) : CallInvoker
    {
        private int _running;

        public int Calls { get; private set; }

        public int MostAtOnce { get; private set; }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
            new(AnswerAsync<TResponse>((IMessage)request, options.CancellationToken), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

        public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
            throw new NotSupportedException();

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

        private async Task<TResponse> AnswerAsync<TResponse>(IMessage request, CancellationToken cancellationToken)
        {
            lock (this)
            {
                Calls++;
                MostAtOnce = Math.Max(MostAtOnce, ++_running);
            }

            try
            {
                return (TResponse)await answer(request, cancellationToken);
            }
            finally
            {
                lock (this)
                {
                    _running--;
                }
            }
        }
    }
}

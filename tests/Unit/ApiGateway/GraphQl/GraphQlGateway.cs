using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.GraphQl;
using Platform.ApiGateway.Queues;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.Unit.ApiGateway.GraphQl;

/// <summary>The gateway's GraphQL endpoint, with a broker that answers as a test says.</summary>
internal sealed class GraphQlGateway : IDisposable
{
    private static readonly DateTimeOffset s_then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly IHost _host;

    public GraphQlGateway(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? broker = null, params (string Key, string Value)[] settings)
    {
        Broker = new RecordedBroker(broker ?? AnswerAsync);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddLogging().AddMetrics().AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new BrokerClient(new HttpClient(Broker) { BaseAddress = new Uri("http://broker") }));
        builder.AddGraphQl();
        _host = builder.Build();
    }

    public RecordedBroker Broker { get; }

    public IServiceProvider Services => _host.Services;

    public static QueueResponse Queue(string name) => new(
        7, name, s_then, s_then, 5, 4, 0, 10, 1, 15, s_then, false, Guid.Empty, [QueueRight.Read, QueueRight.Manage], null, 30, 5, 0, null, 300, 262_144, 10_000_000, true);

    public static MessageResponse Message(long id, string queue, string content = "{}") => new(
        id, queue, MessageStatus.Failed, JsonElement.Parse(content), "application/json", s_then, 5, 0, new Dictionary<string, string> { ["h"] = "v" },
        null, null, null, null, null, null, s_then, "max_deliveries", null, null);

    public static HttpResponseMessage Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => new(HttpStatusCode.OK) { Content = JsonContent.Create(value, type) };

    public static HttpResponseMessage Pages(JsonElement asked, Func<string, IReadOnlyList<MessageResponse>> messages) =>
        Json(new MessagePages(asked.GetProperty("names").EnumerateArray().Select(name => name.GetString()!).ToDictionary(name => name, messages)), ContractsJson.Default.MessagePages);

    /// <summary>Two queues, and two messages in each.</summary>
    public static async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return request.RequestUri!.AbsolutePath switch
        {
            "/internal/v1/queues/search" => Json(new QueueSearchResult([Queue("a"), Queue("b")], null), ContractsJson.Default.QueueSearchResult),
            "/internal/v1/queues/get" => Json(Queue(body.GetProperty("name").GetString()!), ContractsJson.Default.QueueResponse),
            "/internal/v1/messages/get" => Json(Message(body.GetProperty("id").GetInt64(), "a"), ContractsJson.Default.MessageResponse),
            _ => Pages(body, name => [Message(2, name), Message(1, name)]),
        };
    }

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

    internal sealed class RecordedBroker(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        private int _running;

        public int Calls { get; private set; }

        public int MostAtOnce { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (this)
            {
                Calls++;
                MostAtOnce = Math.Max(MostAtOnce, ++_running);
            }

            try
            {
                return await answer(request, cancellationToken);
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

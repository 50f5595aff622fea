using System.Globalization;
using System.Text.Json;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Utilities;
using GraphQL.Validation.Complexity;
using GraphQLParser;
using GraphQLParser.AST;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Builds the schema of queues and messages from schema.graphql.</summary>
internal static class QueueSchema
{
    private const int MaxQueues = 500;
    private const int MaxMessages = 200;

    public static string Text { get; } = ReadText();

    /// <summary>Creates the schema; the costs of fields are in their metadata.</summary>
    /// <exception cref="InvalidOperationException">A field has no resolver.</exception>
    public static Schema Create()
    {
        var schema = Schema.For(Text, builder =>
        {
            builder.AllowUnknownFields = false;
            builder.Types.Include<MessageStatus>("MessageStatus");
            builder.Types.Include<QueueRight>("QueueRight");
            BindParts<QueueResponse>(builder, "QueueGQL");
            BindParts<MessageResponse>(builder, "MessageGQL");
            Bind<MessageResponse>(builder, "MessageGQL", "content", (message, reads) => reads.Answer(Content(message)));
            Bind<MessageResponse>(builder, "MessageGQL", "unreadable", (message, _) => message.Unreadable ?? false);
            Bind<MessageResponse>(builder, "MessageGQL", "headers", (message, _) => message.Headers?.Cast<object>() ?? []);
            builder.Types.For("MessageGQL").FieldFor("headers").WithComplexityImpact(1, 1);
            Bind<KeyValuePair<string, string>>(builder, "HeaderGQL", "name", (header, reads) => reads.Answer(header.Key));
            Bind<KeyValuePair<string, string>>(builder, "HeaderGQL", "value", (header, reads) => reads.Answer(header.Value));
            BindRead(builder, "Query", "all_queues", AllQueuesAsync, MaxQueues);
            BindRead(builder, "Query", "queue_by_name", QueueByNameAsync);
            BindRead(builder, "Query", "message_by_id", MessageByIdAsync);
            BindRead(builder, "QueueGQL", "messages", MessagesAsync, MaxMessages);
        });
        schema.RegisterType(new MomentType());
        schema.RegisterType(new LongType());
        return schema.WithScalarsAsWritten();
    }

    /// <summary>Binds properties that REST responses have too, by the same names.</summary>
    private static void BindParts<T>(SchemaBuilder builder, string type)
    {
        foreach (var property in typeof(T).GetProperties())
        {
            Bind<T>(builder, type, JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), (source, _) => property.GetValue(source));
        }
    }

    private static void Bind<T>(SchemaBuilder builder, string type, string field, Func<T, QueueReads, object?> part) =>
        builder.Types.For(type).FieldFor(field).Resolver = new FuncFieldResolver<object?>(context => part((T)context.Source!, Reads(context)));

    /// <summary>Binds a field to a read of the broker.</summary>
    /// <param name="builder">The schema builder.</param>
    /// <param name="type">The object type.</param>
    /// <param name="field">The field of the type.</param>
    /// <param name="read">Reads the value of the field.</param>
    /// <param name="most">The maximum number of values, which the argument <c>limit</c> may lower; null if the field is not a list.</param>
    private static void BindRead(SchemaBuilder builder, string type, string field, Func<IResolveFieldContext, QueueReads, Task<object?>> read, int? most = null)
    {
        var config = builder.Types.For(type).FieldFor(field);
        config.Resolver = new FuncFieldResolver<object?>(async context => await read(context, Reads(context)));
        if (most is { } values)
        {
            config.WithComplexityImpact(context =>
            {
                var size = Math.Max(1, context.Arguments is { } arguments && arguments.TryGetValue("limit", out var limit) && limit.Value is int given ? given : values);
                return new FieldComplexityResult(size, size);
            });
        }
    }

    private static QueueReads Reads(IResolveFieldContext context) => (QueueReads)context.RootValue!;

    private static string Content(MessageResponse message) =>
        message is { Content.ValueKind: JsonValueKind.String, ContentType: not "application/json" } ? message.Content.GetString()! : message.Content.GetRawText();

    private static async Task<object?> AllQueuesAsync(IResolveFieldContext context, QueueReads reads)
    {
        var search = new SearchQueuesRequest
        {
            Actor = reads.Actor,
            Limit = Limit(context, MaxQueues),
            After = context.GetArgument<string?>("after"),
            NameContains = context.GetArgument<string?>("name_contains"),
        };
        return (await reads.RunAsync((client, token) => client.SearchAsync(search, token), context.CancellationToken)).Queues;
    }

    private static async Task<object?> QueueByNameAsync(IResolveFieldContext context, QueueReads reads)
    {
        var name = context.GetArgument<string>("name");
        return QueueNames.IsValid(name)
            ? await OrNullAsync(() => reads.RunAsync((client, token) => client.GetAsync(reads.Actor, name, token), context.CancellationToken))
            : null;
    }

    private static async Task<object?> MessageByIdAsync(IResolveFieldContext context, QueueReads reads)
    {
        var id = context.GetArgument<long>("id");
        return await OrNullAsync(() => reads.RunAsync((client, token) => client.MessageAsync(reads.Actor, id, token), context.CancellationToken));
    }

    private static Task<object?> MessagesAsync(IResolveFieldContext context, QueueReads reads) => Task.FromResult<object?>(reads.Pages.Ask(
        (QueueResponse)context.Source!, Limit(context, MaxMessages), context.GetArgument<MessageStatus?>("status"), context.GetArgument<long?>("before")));

    /// <summary>Reads something that may not exist for the caller: the result is null then, and not an error.</summary>
    private static async Task<T?> OrNullAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (ApiProblemException exception) when (exception.Problem.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    private static int Limit(IResolveFieldContext context, int most)
    {
        // An explicit null means the largest page, for which the cost was calculated.
        var limit = context.GetArgument<int?>("limit") ?? most;
        return limit >= 1 && limit <= most
            ? limit
            : throw new GraphQlFault(string.Create(CultureInfo.InvariantCulture, $"\"limit\" may be 1 to {most}."), "validation");
    }

    /// <summary>Adds to introspection what the library omits: repeatable directives, and the descriptions of scalars.</summary>
    private static Schema WithScalarsAsWritten(this Schema schema)
    {
        schema.Features.RepeatableDirectives = true;
        schema.Features.DeprecationOfInputValues = true;
        schema.Directives.Register(new Directive("specifiedBy", DirectiveLocation.Scalar)
        {
            Arguments = new QueryArguments(new QueryArgument<NonNullGraphType<StringGraphType>> { Name = "url" }),
        });
        schema.Initialize();
        var urls = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var scalar in Parser.Parse(Text).Definitions.OfType<GraphQLScalarTypeDefinition>())
        {
            var name = scalar.Name.StringValue;
            schema.AllTypes[name]!.Description = scalar.Description?.Value.ToString();
            urls[name] = (scalar.Directives?.Find("specifiedBy")?.Arguments?.ValueFor("url") as GraphQLStringValue)?.Value.ToString();
        }

        ((IComplexGraphType)schema.AllTypes["__Type"]!).AddField(new FieldType
        {
            Name = "specifiedByURL",
            ResolvedType = schema.AllTypes["String"],
            Resolver = new FuncFieldResolver<object?>(context => urls.GetValueOrDefault(((IGraphType)context.Source!).Name)),
        });
        ((IComplexGraphType)schema.AllTypes["__Directive"]!).GetField("args")!.Arguments =
            new QueryArguments(new QueryArgument(schema.AllTypes["Boolean"]!) { Name = "includeDeprecated", DefaultValue = false });
        return schema;
    }

    private static string ReadText()
    {
        using var stream = typeof(QueueSchema).Assembly.GetManifestResourceStream(typeof(QueueSchema), "schema.graphql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

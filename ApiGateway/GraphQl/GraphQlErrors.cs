using System.Text.Encodings.Web;
using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using GraphQL.SystemTextJson;
using GraphQL.Validation;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Formats errors with messages and codes. Unexpected errors are logged and not shown to the client.</summary>
internal sealed partial class GraphQlErrors : ErrorInfoProvider
{
    // Messages may repeat literals of the document.
    private const int MaxMessage = 300;

    private readonly ILogger _logger;

    public GraphQlErrors(ILogger<GraphQlErrors> logger)
    {
        _logger = logger;
        Json = new JsonSerializerOptions
        {
            // The response is JSON by its content type and never part of a page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new ExecutionResultJsonConverter(), new ExecutionErrorJsonConverter(this) },
        };
    }

    /// <summary>Gets the options that serialise responses with these errors.</summary>
    public JsonSerializerOptions Json { get; }

    /// <summary>Gives the exception of a field the same message as in problem details.</summary>
    public Task TranslateAsync(UnhandledExceptionContext context)
    {
        var problem = ProblemMiddleware.Translate(context.OriginalException);
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            LogUnhandled(context.OriginalException);
        }

        context.Exception = new GraphQlFault(problem.Detail ?? problem.Code, problem.Code);
        return Task.CompletedTask;
    }

    public override ErrorInfo GetInfo(ExecutionError executionError)
    {
        var (message, code) = executionError switch
        {
            GraphQlFault fault => (fault.Message, fault.Cause),
            TooManyErrors => (executionError.Message, "limit"),
            InvalidVariableError => (executionError.Message, "variables"),
            ValidationError => (executionError.Message, "validation"),
            DocumentError => (executionError.Message, "operation"),
            _ => ("Something went wrong on our side.", "server"),
        };
        return new ErrorInfo
        {
            Message = TextRule.Shown(message, MaxMessage),
            Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code },
        };
    }

    [LoggerMessage(1, LogLevel.Error, "Unhandled exception in a GraphQL field")]
    private partial void LogUnhandled(Exception exception);
}

using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using Microsoft.Extensions.Options;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Executes operations on the schema, which is created once.</summary>
internal sealed class GraphQlExecuter(IOptions<GraphQlOptions> options, GraphQlErrors errors)
{
    private readonly DocumentExecuter _executer = new();
    private readonly Schema _schema = QueueSchema.Create();
    private readonly IReadOnlyList<IValidationRule> _rules = GraphQlRules.Create(options.Value.MaxCost, GraphQlTelemetry.ReportCost);

    /// <summary>Selects the operation that a request names; null if that is ambiguous.</summary>
    public static GraphQLOperationDefinition? Choose(GraphQLDocument document, string? name)
    {
        var operations = document.Definitions.OfType<GraphQLOperationDefinition>()
            .Where(operation => string.IsNullOrEmpty(name) || operation.Name?.Value == name).Take(2).ToList();
        return operations is [var only] ? only : null;
    }

    /// <summary>Validates a document and executes its operation.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ExecutionResult> ExecuteAsync(GraphQLDocument document, GraphQlQuery request, QueueReads reads, CancellationToken cancellationToken)
    {
        var result = await _executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = _schema,
            Document = document,
            OperationName = request.OperationName,
            Variables = request.Variables,
            Root = reads,
            ValidationRules = _rules,
            UnhandledExceptionDelegate = errors.TranslateAsync,
            CancellationToken = cancellationToken,
        });
        if (result is { Executed: false, Errors: { } found })
        {
            result.Errors = [];
            result.Errors.AddRange(found.SelectMany<ExecutionError, ExecutionError>(error => error is TooManyErrors { Found: var first } ? [.. first.Take(ErrorLimitRule.MaxErrors), error] : [error]).Take(ErrorLimitRule.MaxErrors + 1));
        }

        return result;
    }
}

using GraphQL.Validation;
using GraphQL.Validation.Complexity;
using GraphQL.Validation.Rules.Custom;
using GraphQLParser.AST;
using Platform.ApiGateway.Inputs;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Validates documents before they are executed, by the rules of the specification and of this API.</summary>
internal static class GraphQlRules
{
    public static IReadOnlyList<IValidationRule> Create(int maxCost, Action<double> report) =>
    [
        new ErrorLimitRule(),
        .. DocumentValidator.CoreRules,
        new PlainTexts(),
        new ComplexityValidationRule(new ComplexityOptions
        {
            MaxComplexity = maxCost,

            // For lists of introspection; those of this schema have explicit sizes. The introspection queries of tools cost less than the default
            // limit; deeper ones cost more.
            DefaultListImpactMultiplier = 5,
            ValidateComplexityDelegate = context =>
            {
                report(context.TotalImpact);
                if (context.Error is not null)
                {
                    context.Error = null;
                    throw GraphQlFault.Limit(FormattableString.Invariant(
                        $"The operation costs {context.TotalImpact}, at most {maxCost} are allowed. Ask for fewer or smaller lists."));
                }

                return Task.CompletedTask;
            },
        }),
    ];
}

/// <summary>Stops validating a document with many errors, because each takes time to format and nobody reads them all.</summary>
internal sealed class ErrorLimitRule : ValidationRuleBase, INodeVisitor
{
    public const int MaxErrors = 50;

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(this);

    public ValueTask EnterAsync(ASTNode node, ValidationContext context) =>
        context.HasErrors && context.Errors.Count() > MaxErrors ? throw new TooManyErrors([.. context.Errors]) : default;

    public ValueTask LeaveAsync(ASTNode node, ValidationContext context) => default;
}

/// <summary>Thrown to end the validation of a document once it has many errors.</summary>
/// <param name="errors">The errors found so far.</param>
internal sealed class TooManyErrors(IReadOnlyList<ValidationError> errors) : GraphQL.ExecutionError("There are too many errors to look for more.")
{
    public IReadOnlyList<ValidationError> Found { get; } = errors;
}

/// <summary>
/// Applies <see cref="TextRule"/> to arguments, both variables and literals of the document, whose escapes can represent any character.
/// </summary>
internal sealed class PlainTexts : ValidationRuleBase
{
    public override ValueTask<INodeVisitor?> GetPostNodeVisitorAsync(ValidationContext context)
    {
        foreach (var (field, arguments) in context.ArgumentValues ?? [])
        {
            foreach (var (name, argument) in arguments)
            {
                if (argument.Value is string text && TextRule.Fault(text) is { } fault)
                {
                    context.ReportError(new ValidationError(context.Document.Source, null, $"\"{name}\": {fault}", field));
                }
            }
        }

        return default;
    }
}

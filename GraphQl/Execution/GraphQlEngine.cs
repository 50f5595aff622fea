using System.Globalization;
using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;
using Platform.GraphQl.Validation;

namespace Platform.GraphQl.Execution;

/// <summary>Answers requests by a schema.</summary>
/// <param name="schema">What can be asked.</param>
/// <param name="limits">How much of it at once.</param>
/// <param name="translate">Words for what a resolver threw; null for what was not foreseen, which the client is told nothing about.</param>
public sealed class GraphQlEngine(GraphQlSchema schema, GraphQlLimits limits, Func<Exception, GraphQlFieldException?>? translate = null)
{
    /// <summary>Parses and validates a request and coerces its variables; nothing is executed yet.</summary>
    /// <param name="request">What the client asks.</param>
    /// <exception cref="ArgumentNullException">There is no request.</exception>
    public PreparedRequest Prepare(GraphQlRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Document document;
        try
        {
            document = Parser.Parse(request.Query, limits.Tokens);
        }
        catch (GraphQlSyntaxException exception)
        {
            return PreparedRequest.Refused(new GraphQlError($"Syntax error: {exception.Message}", [exception.Location], Code: "syntax"));
        }

        // First, as the rules unfold fragments.
        if (TooLarge(document) is { } tooLarge)
        {
            return PreparedRequest.Refused(tooLarge);
        }

        var context = Validator.Validate(schema, document);
        if (context.Errors.Count > 0)
        {
            return PreparedRequest.Refused([.. context.Errors]);
        }

        var (operation, error) = Choose(document, request.OperationName);
        return operation is null ? PreparedRequest.Refused(error!) : Prepare(context, operation, request);
    }

    private static (OperationDefinition? Operation, GraphQlError? Error) Choose(Document document, string? name)
    {
        var operations = document.Operations.ToList();
        if (name is { Length: > 0 })
        {
            var named = operations.Find(operation => operation.Name == name);
            return (named, named is null ? new GraphQlError($"There is no operation \"{name}\".", [], Code: "operation") : null);
        }

        return operations.Count switch
        {
            1 => (operations[0], null),
            0 => (null, new GraphQlError("There is no operation to execute.", [], Code: "operation")),
            _ => (null, new GraphQlError("There is more than one operation: operationName has to say which.", [], Code: "operation")),
        };
    }

    private PreparedRequest Prepare(ValidationContext context, OperationDefinition operation, GraphQlRequest request)
    {
        if (!schema.Roots.TryGetValue(operation.Type, out var root) || operation.Type == OperationType.Subscription)
        {
            return PreparedRequest.Refused(operation, new GraphQlError($"This schema has no {operation.Type.ToString().ToLowerInvariant()}.", [context.Document.Locate(operation)], Code: "operation"));
        }

        var errors = new List<GraphQlError>();
        var variables = Variables.Coerce(schema, context.Document, operation, request.Variables, errors);
        if (errors.Count > 0)
        {
            return PreparedRequest.Refused(operation, [.. errors]);
        }

        var cost = OperationCost.Of(schema, context.Fragments, operation, root, variables);
        return cost > limits.Cost
            ? PreparedRequest.Refused(operation, Over($"The operation costs {cost}, at most {limits.Cost} are allowed. Ask for fewer or smaller lists."))
            : new PreparedRequest(operation, cost, (state, cancellationToken) =>
                new Execution(schema, context, root, operation, variables, limits.ResultFields, translate, state, cancellationToken).RunAsync());
    }

    private GraphQlError? TooLarge(Document document)
    {
        var size = DocumentSize.Of(document);
        if (size.Depth > limits.Depth)
        {
            return Over($"The document selects {size.Depth} levels, at most {limits.Depth} are allowed.");
        }

        return size.Fields > limits.Fields ? Over($"The document selects too many fields, at most {limits.Fields} are allowed.") : null;
    }

    private static GraphQlError Over(FormattableString message) => new(message.ToString(CultureInfo.InvariantCulture), [], Code: "limit");
}

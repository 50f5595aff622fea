using System.Globalization;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Queues;

/// <summary>Translates the outcomes of grouped calls to problems.</summary>
internal static class CallProblems
{
    public static ApiProblem OfQueue(CallOutcome outcome) => outcome switch
    {
        CallOutcome.NotFound => ApiProblem.NotFound("There is no such queue."),
        CallOutcome.Forbidden => ApiProblem.Forbidden("You lack the right to do this with this queue."),
        CallOutcome.Invalid => ApiProblem.FromStatus(StatusCodes.Status400BadRequest),
        _ => ApiProblem.Dependency(BrokerClient.Name, 1),
    };

    public static ApiProblem OfMessage(CallOutcome outcome) => outcome switch
    {
        CallOutcome.NotFound => ApiProblem.NotFound("There is no such message."),
        CallOutcome.Forbidden => ApiProblem.Forbidden("You lack the right to consume from this message's queue."),
        CallOutcome.StaleReceipt => new(StatusCodes.Status409Conflict, "stale_receipt", "The message is not being processed under this receipt (any more)."),
        CallOutcome.AlreadyProcessed => new(StatusCodes.Status409Conflict, "already_processed", "The message was acknowledged before."),
        CallOutcome.Invalid => ApiProblem.FromStatus(StatusCodes.Status400BadRequest),
        CallOutcome.AlreadyFailed => new(StatusCodes.Status409Conflict, "already_failed", "The message has failed; it is a dead letter now."),
        _ => ApiProblem.Dependency(BrokerClient.Name, 1),
    };

    public static ApiProblem QueueFull(long limit) =>
        new(StatusCodes.Status429TooManyRequests, "queue_full", string.Create(CultureInfo.InvariantCulture, $"The queue holds its limit of {limit} messages.")) { RetryAfterSeconds = 1 };

    public static ApiProblem MessageTooLarge(string field, long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "too_large", "A message is larger than its queue allows.")
        {
            Errors = ApiProblem.Only(field, FieldError.Bytes(limit, string.Create(CultureInfo.InvariantCulture, $"At most {limit} bytes as JSON."))),
        };
}

using System.Buffers;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Queues;

/// <summary>Validates the names of queues.</summary>
internal static class QueueNames
{
    private static readonly SearchValues<char> s_allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>Gets the fault of an invalid name.</summary>
    public static FieldError Fault { get; } = new(
        $"1 to {QueueLimits.MaxNameLength} of a-z, A-Z, 0-9, '.', '_' and '-', beginning with a letter or digit.", new FieldRule(FieldRules.QueueName, 1, QueueLimits.MaxNameLength));

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= QueueLimits.MaxNameLength && char.IsAsciiLetterOrDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(s_allowed);

    /// <summary>Reads the queue in the path. An invalid name is treated like a queue that does not exist.</summary>
    public static bool TryRead(HttpContext context, out string name)
    {
        name = context.Request.RouteValues["queue_name"] as string ?? "";
        return IsValid(name);
    }
}

using Google.Protobuf;
using Grpc.Core;

namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>Represents the error that a service answered to a call.</summary>
/// <param name="Status">The HTTP status that it corresponds to, 400 to 599.</param>
/// <param name="Code">The stable error code in snake_case; null if the service sent none.</param>
/// <param name="Detail">The description; null if the service sent none.</param>
/// <param name="Errors">The rules that fields break, by field; null for none.</param>
/// <param name="RetryAfter">The time after which a retry may succeed; null if the service sent none.</param>
public sealed record CallRefusal(int Status, string? Code, string? Detail, IReadOnlyList<FieldFault>? Errors, TimeSpan? RetryAfter)
{
    internal const string Trailer = "platform-error-bin";

    /// <summary>Reads the error of a failed call.</summary>
    public static CallRefusal Of(RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (DetailOf(exception) is not { } detail)
        {
            // Not a refusal of the service's own code, so its message is not for the platform's callers.
            return new CallRefusal(CallStatuses.ToHttp(exception.StatusCode), null, null, null, null);
        }

        return new CallRefusal(
            detail.Status,
            detail.Code is { Length: > 0 } code ? code : null,
            exception.Status.Detail is { Length: > 0 } text ? text : null,
            detail.Fields.Count == 0 ? null : detail.Fields,
            detail.HasRetryAfterSeconds ? TimeSpan.FromSeconds(detail.RetryAfterSeconds) : null);
    }

    private static ErrorDetail? DetailOf(RpcException exception)
    {
        try
        {
            return exception.Trailers.GetValueBytes(Trailer) is { } bytes ? ErrorDetail.Parser.ParseFrom(bytes) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}

using Google.Protobuf;
using Grpc.Core;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.GrpcCalls;

public sealed class CallRefusalTests
{
    [Fact]
    public void A_refusal_is_read_as_the_service_sent_it()
    {
        var detail = new ErrorDetail { Status = 429, Code = "backlog_full", RetryAfterSeconds = 2.5, Fields = { new FieldFault { Field = "filter", Rule = "Too much." } } };
        var refusal = Of(StatusCode.ResourceExhausted, "Too many wait.", detail.ToByteArray());
        (refusal.Status, refusal.Code, refusal.Detail, refusal.RetryAfter).ShouldBe((429, "backlog_full", "Too many wait.", TimeSpan.FromSeconds(2.5)));
        refusal.Errors.ShouldHaveSingleItem().Field.ShouldBe("filter");
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, 400)]
    [InlineData(StatusCode.Unauthenticated, 401)]
    [InlineData(StatusCode.PermissionDenied, 403)]
    [InlineData(StatusCode.NotFound, 404)]
    [InlineData(StatusCode.FailedPrecondition, 409)]
    [InlineData(StatusCode.ResourceExhausted, 413)]
    [InlineData(StatusCode.Cancelled, 499)]
    [InlineData(StatusCode.Unavailable, 503)]
    [InlineData(StatusCode.DeadlineExceeded, 504)]
    [InlineData(StatusCode.Internal, 500)]
    [InlineData(StatusCode.Unimplemented, 500)]
    [InlineData(StatusCode.Unknown, 500)]
    public void Without_a_detail_only_the_status_counts(StatusCode code, int status) =>
        Of(code, "Something of the framework.", null).ShouldBe(new CallRefusal(status, null, null, null, null));

    [Fact]
    public void A_detail_that_cannot_be_read_is_none() => Of(StatusCode.NotFound, "x", [0xFF]).ShouldBe(new CallRefusal(404, null, null, null, null));

    private static CallRefusal Of(StatusCode code, string message, byte[]? detail)
    {
        var trailers = new Metadata();
        if (detail is not null)
        {
            trailers.Add("platform-error-bin", detail);
        }

        return CallRefusal.Of(new RpcException(new Status(code, message), trailers));
    }
}

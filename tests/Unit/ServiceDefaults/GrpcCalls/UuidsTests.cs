using Google.Protobuf;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.GrpcCalls;

public sealed class UuidsTests
{
    [Fact]
    public void An_id_is_its_sixteen_bytes_in_the_order_in_which_it_is_written()
    {
        var id = Guid.Parse("0198c0c0-1234-7000-8000-000000000001");
        Convert.ToHexStringLower(id.ToBytes().Span).ShouldBe("0198c0c0123470008000000000000001");
        id.ToBytes().ToGuid().ShouldBe(id);
        ((Guid?)id).ToBytes().ToGuidOrNull().ShouldBe(id);
        ((Guid?)null).ToBytes().ToGuidOrNull().ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(17)]
    public void Any_other_number_of_bytes_is_refused(int length)
    {
        var bytes = ByteString.CopyFrom(new byte[length]);
        Should.Throw<InputException>(() => bytes.ToGuid("owner_id")).Field.ShouldBe("owner_id");
        Should.Throw<InputException>(() => bytes.ToGuidOrNull("before")).Field.ShouldBe("before");
        Should.Throw<InputException>(() => ByteString.Empty.ToGuid());
    }
}

using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Queues;

public sealed class PublicQueuesTests
{
    [Fact]
    public void Permissions_have_the_names_and_numbers_of_the_public_rights() =>
        Enum.GetValues<QueuePermission>().Where(permission => permission != QueuePermission.Unspecified).Select(permission => (permission.ToString(), (int)permission))
            .ShouldBe(Enum.GetValues<QueueRight>().Select(right => (right.ToString(), (int)right)));
}

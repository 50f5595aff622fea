using Platform.ApiGateway.Access;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Access;

public sealed class LinkGrantTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_link_is_for_reading_and_for_what_it_says(bool mayEdit, bool mayComment)
    {
        var grant = new LinkGrant(Guid.CreateVersion7(), mayEdit, mayComment);
        (grant.Has(LinkRight.Read), grant.Has(LinkRight.Edit), grant.Has(LinkRight.Comment)).ShouldBe((true, mayEdit, mayComment));
    }
}

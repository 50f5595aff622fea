using Platform.ApiGateway.Access;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Access;

public sealed class CallerTests
{
    [Fact]
    public void Who_is_invited_acts_as_the_owner_counts_as_themselves_and_may_do_nothing_else()
    {
        var (account, owner) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var caller = new Caller(account, "ada@example.com", isOperator: true, Guid.CreateVersion7(), null, Scopes.All, "test") { IsInvited = true, IsEmailVerified = true };
        var invited = caller.InNameOf(owner);
        (invited.UserId, invited.VisibleOwner, invited.InvitedId, invited.VisitorId, invited.LinkId).ShouldBe((owner, owner, account, account, null));
        (invited.IsOperator, invited.SessionId, invited.Email, invited.Partition).ShouldBe((false, null, "", caller.Partition));
        invited.HasClaim(claim => claim.Type == Caller.ScopeClaim).ShouldBeFalse();
        (caller.InvitedId, caller.VisitorId).ShouldBe((null, null));
    }
}

using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Queues;

/// <summary>Represents the user on whose behalf a call is made.</summary>
/// <param name="Id">The id of the user.</param>
/// <param name="IsOperator">True if the user may see and change the queues of all users.</param>
internal readonly record struct ActingUser(Guid Id, bool IsOperator)
{
    private const int IdBytes = 16;

    /// <summary>Reads the user of a call.</summary>
    /// <exception cref="InputException">The call has no user (400).</exception>
    public static ActingUser Of(Actor? actor)
    {
        Demand.That(actor is not null, "actor", "A user is needed.");
        return new ActingUser(actor.UserId.ToGuid("actor.user_id"), actor.IsOperator);
    }

    /// <summary>Reads the user of a call that is one of many in a request, so that an invalid one does not fail the others. Returns false if it has no user.</summary>
    public static bool TryRead(Actor? actor, out ActingUser user)
    {
        var isKnown = actor?.UserId.Length == IdBytes;
        user = isKnown ? Of(actor) : default;
        return isKnown;
    }
}

using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Queues;

/// <summary>Represents the user on whose behalf a call is made.</summary>
/// <param name="Id">The id of the user.</param>
/// <param name="IsOperator">Whether the user may see and change everyone's queues.</param>
internal readonly record struct ActingUser(Guid Id, bool IsOperator)
{
    private const int IdBytes = 16;

    /// <summary>Reads the user of a call.</summary>
    /// <exception cref="InputException">400: the call names no user.</exception>
    public static ActingUser Of(Actor? actor)
    {
        Demand.That(actor is not null, "actor", "A user is needed.");
        return new ActingUser(actor.UserId.ToGuid("actor.user_id"), actor.IsOperator);
    }

    /// <summary>Reads the user of a call that must not fail those that it was grouped with. Returns false if the call names no user.</summary>
    public static bool TryRead(Actor? actor, out ActingUser user)
    {
        var isKnown = actor?.UserId.Length == IdBytes;
        user = isKnown ? Of(actor) : default;
        return isKnown;
    }
}

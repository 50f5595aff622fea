using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>The user who acts on jobs.</summary>
/// <param name="UserId">The user.</param>
/// <param name="IsOperator">Whether the user may see and change everyone's jobs.</param>
internal readonly record struct JobActor(Guid UserId, bool IsOperator)
{
    /// <summary>Gets the owner whose jobs the user may see; null for all.</summary>
    public Guid? VisibleOwner => IsOperator ? null : UserId;

    /// <exception cref="InputException">400: the actor is missing.</exception>
    public static JobActor Of(Actor? actor)
    {
        Demand.That(actor is not null, "actor", "An actor is needed.");
        return new JobActor(actor.UserId.ToGuid("actor.user_id"), actor.IsOperator);
    }
}

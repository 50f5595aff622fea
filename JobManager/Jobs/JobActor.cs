using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>The user who acts on jobs.</summary>
/// <param name="UserId">The user.</param>
/// <param name="IsOperator">True if the user may see and change the jobs of all users.</param>
internal readonly record struct JobActor(Guid UserId, bool IsOperator)
{
    /// <summary>The owner whose jobs the user may see; null for all.</summary>
    public Guid? VisibleOwner => IsOperator ? null : UserId;

    /// <summary>Converts the actor of a request.</summary>
    /// <exception cref="InputException">The actor is missing (400).</exception>
    public static JobActor Of(Actor? actor)
    {
        Demand.That(actor is not null, "actor", "An actor is needed.");
        return new JobActor(actor.UserId.ToGuid("actor.user_id"), actor.IsOperator);
    }
}

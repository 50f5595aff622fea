using Platform.Attack.Running;

namespace Platform.Attack.Kinds;

/// <summary>Lists all attacks that run at the same time.</summary>
internal static class AttackKinds
{
    public static IReadOnlyList<AttackKind> All { get; } =
    [
        .. FloodAttacks.All, .. SignInAttacks.All, .. UploadAttacks.All, .. ConnectionAttacks.All, .. QueueAttacks.All, .. QueryAttacks.All, .. JobAttacks.All, .. PageAttacks.All,
    ];
}

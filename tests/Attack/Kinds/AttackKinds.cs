using Platform.Attack.Running;

namespace Platform.Attack.Kinds;

/// <summary>Lists all attacks that run at the same time.</summary>
internal static class AttackKinds
{
    public static IReadOnlyList<AttackKind> All { get; } =
    [
        .. FloodKinds.All, .. SignInKinds.All, .. UploadKinds.All, .. HeldKinds.All, .. QueueKinds.All, .. QuestionKinds.All, .. JobKinds.All, .. PageKinds.All,
    ];
}

namespace Platform.Fuzz.World;

/// <summary>Provides the prerequisites of a request: its caller, and values by the names of parameters and fields.</summary>
/// <param name="Caller">The account; null for an anonymous request.</param>
/// <param name="Values">The values by name.</param>
internal sealed record Supply(FuzzAccount? Caller, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>A supply with ids of nothing that exists, to create a draft without sending it.</summary>
    public static Supply Dry { get; } = new(
        new FuzzAccount("nobody@example.org", "", "01890a5d-ac96-774b-bcce-b302099a8057", "token", "", "key"),
        new Dictionary<string, string>(StringComparer.Ordinal) { ["receipt"] = "1f-2a0c", ["upload_id"] = "01890a5d-ac96-774b-bcce-b302099a8057" });
}

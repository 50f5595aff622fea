namespace Platform.Fuzz.World;

/// <summary>What a request needs that has to exist before: who makes it, and values by the names of parameters and fields.</summary>
/// <param name="Caller">Null for nobody.</param>
/// <param name="Values">By name.</param>
internal sealed record Supply(Caller? Caller, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Of nothing that exists: to see what a request would be made of.</summary>
    public static Supply Dry { get; } = new(
        new Caller("nobody@example.org", "", "01890a5d-ac96-774b-bcce-b302099a8057", "token", "", "key"),
        new Dictionary<string, string>(StringComparer.Ordinal) { ["receipt"] = "1f-2a0c", ["upload_id"] = "01890a5d-ac96-774b-bcce-b302099a8057" });
}

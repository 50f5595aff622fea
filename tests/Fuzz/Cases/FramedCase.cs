using Platform.Fuzz.Inputs;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>Represents a valid request whose bytes are written without an HTTP client.</summary>
internal sealed class FramedCase(FuzzCase right, Framing framing) : FuzzCase("wire, " + right.Operation, framing.Name)
{
    public override async Task<Prepared> PrepareAsync(Scene scene, int lane, Dice dice, CancellationToken cancellationToken)
    {
        var prepared = await right.PrepareAsync(scene, lane, dice, cancellationToken);
        return prepared with
        {
            Request = prepared.Request with { Raw = framing.Make(prepared.Request), Leaves = framing.Leaves, Breaks = framing.Breaks },

            // The server may accept or refuse it; what it stores is the same as for a valid request.
            ReadBack = static (_, _) => Task.FromResult<string?>(null),
        };
    }
}

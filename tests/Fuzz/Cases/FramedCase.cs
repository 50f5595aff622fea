using Platform.Fuzz.Inputs;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>A right request, put on the wire by hand.</summary>
internal sealed class FramedCase(FuzzCase right, Framing framing) : FuzzCase("wire, " + right.Operation, framing.Name)
{
    public override async Task<Prepared> PrepareAsync(Scene scene, int lane, Dice dice, CancellationToken cancellationToken)
    {
        var prepared = await right.PrepareAsync(scene, lane, dice, cancellationToken);
        return prepared with
        {
            Request = prepared.Request with { Raw = framing.Make(prepared.Request), Leaves = framing.Leaves, Breaks = framing.Breaks },

            // Whether it was accepted is the server's choice; what was is the same as in a right request.
            ReadBack = static (_, _) => Task.FromResult<string?>(null),
        };
    }
}
